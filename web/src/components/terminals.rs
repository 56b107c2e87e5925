//! The terminals: one tab for each client, what its process wrote, and the prompt.

use std::{collections::BTreeMap, rc::Rc};

use agora_core::{
    id::{ClientId, NodeId},
    sim::{intervention::Name, place::Place},
};
use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, MouseEvent, Properties, TargetCast, component, html};

use super::{
    icon::{Icon, icon},
    panels::cards::name,
    prompt::Prompt,
    use_text, when,
};
use crate::{
    store::{
        action::{Action, LaneAction},
        named::Piece,
        select::TerminalView,
        terminal::{Row, RowKind},
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<TerminalView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Terminals(props: &Props) -> Html {
    let text = use_text();
    let view = &props.view;
    let dispatch = &props.dispatch;
    html! {
        <section class="terminals" aria-label={text.terminals}>
            <header class="tabs">
                <div class="tabs-left">{ for view.tabs.iter().map(|(client, busy)| {
                    let client = *client;
                    let onclick = dispatch.reform(move |_: MouseEvent| Action::ShowTerminal(client));
                    html! {
                        <button key={client.to_string()} aria-pressed={(client == view.active).to_string()} {onclick}>
                            { client.to_string() }
                            if *busy { <span class="busy" title={text.running} /> }
                        </button>
                    }
                }) }
                if view.can_open {
                    <button data-test="open-terminal" title={text.open_terminal} aria-label={text.open_terminal}
                        onclick={dispatch.reform(|_: MouseEvent| Action::OpenTerminal)}>{ "+" }</button>
                }
                </div>
                { endpoint(view, text, dispatch) }
            </header>
            <div class="scrollback" data-test="terminal" tabindex="0" aria-label={format!("{} {}", text.terminals, view.active)}>
                <div class="lines">
                    <Lines client={view.active} rows={&view.rows} pieces={&view.pieces} {dispatch} />
                    { running(view, text, dispatch) }
                </div>
            </div>
            { examples(text, dispatch) }
            <Prompt client={view.active} goes_on={view.goes_on} input={view.input.clone()} completion={view.completion.clone()} {dispatch} />
        </section>
    }
}

fn endpoint(view: &TerminalView, text: &Text, dispatch: &Callback<Action>) -> Html {
    let onchange = when(dispatch, |event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>()?.value();
        Some(Action::Connect(match value.as_str() {
            "all" => None,
            "leader" => Some(Name::Leader),
            number => Some(Name::from(NodeId::new(number.parse().ok()?)?)),
        }))
    });
    let is = |name: Option<Name>| view.endpoint == name;
    html! {
        <label class="endpoint"><span>{ text.endpoint }</span>
            <select data-test="endpoint" {onchange}>
                <option value="all" selected={is(None)}>{ text.all_members }</option>
                <option value="leader" selected={is(Some(Name::Leader))}>{ text.the_leader }</option>
                { for view.members.iter().map(|id| html! {
                    <option key={id.to_string()} value={id.number().to_string()}
                        selected={is(Some(Name::Place(Place::Member(*id))))}>{ id.to_string() }</option>
                }) }
            </select>
        </label>
    }
}

/// What was typed and printed. It changes less often than what is being typed and how long it has been running.
#[derive(Properties, PartialEq)]
struct LinesProps {
    client: ClientId,
    rows: Rc<Vec<Row>>,
    pieces: Rc<BTreeMap<u64, Vec<Piece>>>,
    dispatch: Callback<Action>,
}

#[component]
fn Lines(props: &LinesProps) -> Html {
    let text = use_text();
    html! { <div>{ for props.rows.iter().map(|row| line(row, props, text)) }</div> }
}

fn line(row: &Row, props: &LinesProps, text: &Text) -> Html {
    let LinesProps { client, pieces, dispatch, .. } = props;
    // Broken over lines, a table is none any more.
    let class = row.text.starts_with(['+', '|']).then_some("table");
    match row.kind {
        RowKind::Input => {
            let sign = html! { <span class="sign">{ client.to_string() }{ "$ " }</span> };
            let Some(line) = row.line else {
                return html! { <p key={row.key} class="input">{ sign }{ &row.text }</p> };
            };
            let follow = Action::Lanes(LaneAction::Follow(*client, line));
            let onclick = dispatch.reform(move |event: MouseEvent| {
                event.prevent_default();
                follow.clone()
            });
            html! {
                <p key={row.key} class="input">{ sign }
                    <a class="follow" href="#" data-test="follow" title={text.run.follow} {onclick}>{ &row.text }</a>
                </p>
            }
        }
        RowKind::Output => match pieces.get(&row.key) {
            Some(pieces) => html! {
                <p key={row.key} {class}>
                    { for pieces.iter().map(|piece| name(&piece.text, piece.named.as_ref(), text, dispatch)) }
                </p>
            },
            None => html! { <p key={row.key} {class}>{ &row.text }</p> },
        },
        RowKind::Error => html! { <p key={row.key} class="error">{ &row.text }</p> },
        RowKind::Note => html! { <p key={row.key} class="note">{ &row.text }</p> },
        RowKind::Words(words) => html! {
            <p key={row.key} class="words"><code>{ words }</code><span>{ &row.text }</span></p>
        },
        RowKind::Example(command) => {
            let onclick = dispatch.reform(move |_: MouseEvent| Action::Enter(command));
            html! {
                <p key={row.key} class="example"><button {onclick}>{ command }</button><span>{ &row.text }</span></p>
            }
        }
    }
}

fn running(view: &TerminalView, text: &Text, dispatch: &Callback<Action>) -> Html {
    let Some((_, waited, member)) = &view.running else { return Html::default() };
    let onclick = dispatch.reform(|_: MouseEvent| Action::Interrupt);
    html! {
        <p class="running">
            <span class="busy" /><span>{ text.running }{ " " }{ waited }</span>
            if let Some(member) = member { <span>{ "→ " }{ member.to_string() }</span> }
            if let Some(doing) = &view.doing { <span data-test="doing">{ doing }</span> }
            if view.queued > 0 { <span>{ view.queued }{ " " }{ text.typed_ahead }</span> }
            <button data-test="interrupt" title={text.interrupt} aria-label={text.interrupt} {onclick}>{ icon(Icon::Stop) }{ "^C" }</button>
        </p>
    }
}

/// A row of commands that are typed and sent by one click.
fn examples(text: &Text, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="examples" role="group" aria-label={text.try_it}>
            <span aria-hidden="true">{ text.try_it }</span>
            { for text.examples.iter().map(|(command, meaning)| {
                let command = *command;
                let onclick = dispatch.reform(move |_: MouseEvent| Action::Enter(command));
                html! { <button key={command} title={*meaning} {onclick}>{ command }</button> }
            }) }
        </div>
    }
}
