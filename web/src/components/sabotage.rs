//! The protective rules, each with the switch that takes it away.

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, Properties, component, html};

use super::{switch::switch, use_text};
use crate::{
    store::{action::Action, select::RuleRow},
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub rules: Rc<Vec<RuleRow>>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn SabotagePanel(props: &Props) -> Html {
    let text = use_text();
    let dispatch = &props.dispatch;
    let mend_all = dispatch.reform(|_: MouseEvent| Action::MendAll);
    let any_off = props.rules.iter().any(|rule| rule.off);
    html! {
        <>
            <div class="row">
                <p class="hint">{ text.sabotage_explained }</p>
                <button data-test="mend-all" disabled={!any_off} onclick={mend_all}>{ text.mend_all }</button>
            </div>
            <ul class="rules">
                { for props.rules.iter().map(|rule| html! {
                    <li key={rule.name} class={if rule.off { "off" } else { "" }}>
                        { switch(format!("sabotage-{}", rule.name), rule.name, rule.off, &rule.toggle, dispatch) }
                        <div>
                            <code>{ rule.name }</code>
                            <span class="state">{ if rule.off { text.rule_off } else { text.rule_works } }</span>
                            <p>{ rule.meaning }</p>
                            if rule.off { <p>{ protects(rule, text) }</p> }
                        </div>
                    </li>
                }) }
            </ul>
        </>
    }
}

/// Which promise is off with a rule.
fn protects(rule: &RuleRow, text: &Text) -> Html {
    match rule.protects {
        Some((name, meaning)) => {
            html! { <>{ text.no_longer_promised }{ " " }<code>{ name }</code>{ ": " }{ meaning }</> }
        }
        None => html! { { text.only_time_is_lost } },
    }
}

/// What is no longer promised, while any rule is off.
pub fn warning(rules: &[RuleRow], text: &Text) -> Html {
    let off = rules.iter().filter(|rule| rule.off);
    if off.clone().next().is_none() {
        return Html::default();
    }
    html! {
        <div class="alarm" role="note" data-test="sabotage-warning">
            <strong>{ text.rules_off_warning }</strong>
            <ul>{ for off.map(|rule| html! {
                <li key={rule.name}>
                    <code>{ rule.name }</code>{ ": " }{ rule.meaning }
                    <p>{ protects(rule, text) }</p>
                </li>
            }) }</ul>
        </div>
    }
}
