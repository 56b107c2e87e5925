//! Keys, watches, leases, locks or members: cards with facts, of which some can be clicked.

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, Properties, component, html};

use crate::{
    components::{term_chip, use_text},
    store::{
        action::Action,
        named::Named,
        select::{Card, CardFact, CardsView, ChangeCell, Mood, Tag},
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<CardsView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Cards(props: &Props) -> Html {
    let text = use_text();
    let Props { view, dispatch } = props;
    html! {
        <>
            <p class="hint">
                if let Some(member) = view.of { <b>{ text.etcd.seen_by }{ " " }{ member.to_string() }</b>{ " · " } }
                { &view.hint }
            </p>
            <ul class="cards" data-test="cards">{ for view.cards.iter().map(|shown| card(shown, text, dispatch)) }</ul>
        </>
    }
}

fn card(card: &Card, text: &Text, dispatch: &Callback<Action>) -> Html {
    let id = card.picked.then_some("picked");
    html! {
        <li key={card.key.clone()} {id} tabindex={card.picked.then_some("-1")} class={if card.picked { "picked" } else { "" }}
            aria-current={card.picked.then_some("true")} data-card={card.title.clone()}>
            <header>
                <h3>{ name(&card.title, card.named.as_ref(), text, dispatch) }</h3>
                if let Some(tag) = &card.tag { { tag_of(tag) } }
            </header>
            if let Some(left) = card.left {
                <div class="left" aria-hidden="true"><i style={format!("width:{:.1}%", left * 100.0)} /></div>
            }
            if let Some(alarm) = card.alarm { <p class="alarm">{ alarm }</p> }
            <dl>{ for card.facts.iter().map(|shown| fact(shown, text, dispatch)) }</dl>
            { for card.lives.iter().enumerate().map(|(number, life)| html! {
                <ol key={number} class="life" aria-label={format!("{} {}", text.etcd.generation, number + 1)}>
                    { for life.iter().map(|change| cell(change, text, dispatch)) }
                </ol>
            }) }
        </li>
    }
}

fn fact(fact: &CardFact, text: &Text, dispatch: &Callback<Action>) -> Html {
    let pieces = fact
        .pieces
        .iter()
        .map(|piece| html! { <span>{ name(&piece.text, piece.named.as_ref(), text, dispatch) }</span> });
    html! { <div><dt>{ &fact.label }</dt><dd>{ for pieces }</dd></div> }
}

fn tag_of(tag: &Tag) -> Html {
    let mood = match tag.mood {
        Mood::Plain => "tag",
        Mood::Good => "tag good",
        Mood::Bad => "tag bad",
    };
    html! { <p class={mood}>if let Some(term) = tag.term { { term_chip(term) } }{ &tag.text }</p> }
}

fn cell(change: &ChangeCell, text: &Text, dispatch: &Callback<Action>) -> Html {
    let class = match (change.picked, change.value.is_some()) {
        (true, true) => "picked",
        (true, false) => "picked removal",
        (false, true) => "",
        (false, false) => "removal",
    };
    html! {
        <li key={change.place.clone()} {class}>
            <b>{ name(&change.place, Some(&change.named), text, dispatch) }</b>
            <span>{ change.value.as_deref().unwrap_or(text.etcd.removed) }</span>
        </li>
    }
}

/// A text that can be clicked where it names something.
pub fn name(shown: &str, named: Option<&Named>, text: &Text, dispatch: &Callback<Action>) -> Html {
    let Some(named) = named.cloned() else { return html! { { shown } } };
    // A link breaks over lines as text does, which a button cannot.
    let onclick = dispatch.reform(move |event: MouseEvent| {
        event.prevent_default();
        Action::Pick(named.clone())
    });
    html! { <a class="named" href="#" title={format!("{}: {shown}", text.etcd.show)} {onclick}>{ shown }</a> }
}
