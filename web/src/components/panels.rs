//! The panels. With room, the inspector and the events stand beside the picture and the rest share a drawer below it;
//! without, all of them are tabs of one sheet. The style sheet decides which.

pub mod cards;

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, NodeRef, Properties, component, html};

use self::cards::Cards;
use super::{
    branches::Branches,
    check_list::CheckList,
    event_feed::EventFeed,
    inspector::Inspector,
    lanes::Lanes,
    log_matrix::LogMatrix,
    pending::Pending,
    sabotage::{self, SabotagePanel},
    script_panel::ScriptPanel,
    use_text,
};
use crate::{
    store::{
        Panel,
        action::Action,
        select::{
            BranchesView, CardsView, CheckRow, EventRow, InspectorView, LanesView, LogView, PendingGroup, RuleRow,
            RunView,
        },
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub drawer: Panel,
    pub sheet: Panel,
    pub sheet_open: bool,
    /// Those that can be seen: the others have no content, but for the inspector, which remembers what is folded.
    pub shown: Vec<Panel>,
    pub inspector: Rc<InspectorView>,
    pub log: Rc<LogView>,
    pub lanes: Rc<LanesView>,
    pub lanes_canvas: NodeRef,
    pub pending: Rc<Vec<PendingGroup>>,
    pub branches: Rc<BranchesView>,
    pub feed: Rc<Vec<EventRow>>,
    pub checks: Rc<Vec<CheckRow>>,
    pub rules: Rc<Vec<RuleRow>>,
    pub run: Rc<RunView>,
    pub cards: Rc<CardsView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Panels(props: &Props) -> Html {
    let text = use_text();
    let dispatch = &props.dispatch;
    let panel = |panel: Panel, content: Html| {
        html! {
            <section class={format!("panel {}", panel.name())} aria-label={title(panel, text)}
                data-drawer={(props.drawer == panel).to_string()} data-sheet={(props.sheet == panel).to_string()}>
                <h2 class="panel-title">{ title(panel, text) }</h2>
                <div class="panel-body" tabindex="0">
                    if panel == Panel::Inspector || props.shown.contains(&panel) { { content } }
                </div>
            </section>
        }
    };
    html! {
        <div class="panels" data-open={props.sheet_open.to_string()}>
            <nav class="tabs sheet-tabs" aria-label={text.panels}>
                { for Panel::ALL.into_iter().map(|tab| {
                    tab_button(tab, props.sheet == tab, Action::Sheet(tab), text, dispatch)
                }) }
            </nav>
            <aside class="side">
                { panel(Panel::Inspector, html! { <Inspector view={&props.inspector} {dispatch} /> }) }
                { panel(Panel::Events, html! { <EventFeed rows={&props.feed} /> }) }
            </aside>
            <div class="drawer">
                <nav class="tabs drawer-tabs" aria-label={text.panels}>
                    { for Panel::ALL.into_iter().filter(|tab| !tab.stands_beside()).map(|tab| {
                        tab_button(tab, props.drawer == tab, Action::Drawer(tab), text, dispatch)
                    }) }
                </nav>
                { panel(Panel::Log, html! { <LogMatrix view={&props.log} {dispatch} /> }) }
                { for Panel::CARDS.into_iter().map(|open| {
                    panel(open, html! { <Cards view={&props.cards} {dispatch} /> })
                }) }
                { panel(Panel::Lanes, html! { <Lanes view={&props.lanes} canvas={&props.lanes_canvas} {dispatch} /> }) }
                { panel(Panel::Pending, html! { <Pending groups={&props.pending} {dispatch} /> }) }
                { panel(Panel::Branches, html! { <Branches view={&props.branches} {dispatch} /> }) }
                { panel(Panel::Checks, html! {
                    <>{ sabotage::warning(&props.rules, text) }<CheckList rows={&props.checks} /></>
                }) }
                { panel(Panel::Sabotage, html! { <SabotagePanel rules={&props.rules} {dispatch} /> }) }
                { panel(Panel::Script, html! { <ScriptPanel view={&props.run} {dispatch} /> }) }
            </div>
        </div>
    }
}

fn tab_button(panel: Panel, open: bool, action: Action, text: &Text, dispatch: &Callback<Action>) -> Html {
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <button key={panel.name()} aria-pressed={open.to_string()} data-tab={panel.name()} {onclick}>{ title(panel, text) }</button>
    }
}

const fn title(panel: Panel, text: &Text) -> &'static str {
    match panel {
        Panel::Inspector => text.inspector,
        Panel::Log => text.log_matrix,
        Panel::Lanes => text.run.lanes,
        Panel::Pending => text.run.pending,
        Panel::Branches => text.run.branches,
        Panel::Events => text.events,
        Panel::Checks => text.checks,
        Panel::Sabotage => text.sabotage,
        Panel::Script => text.script,
        Panel::Keys => text.etcd.keys,
        Panel::Watches => text.etcd.watches,
        Panel::Leases => text.etcd.leases,
        Panel::Locks => text.etcd.locks,
        Panel::Members => text.etcd.members,
    }
}
