//! The members, as one of them knows them: names, ids, addresses, votes.

use agora_core::{
    id::NodeSet,
    sim::frame::{MemberFrame, Process, Standing},
};

use super::cards::{Card, CardsView, Mood, Tag};
use crate::store::{Store, named::Named};

impl Store {
    pub(super) fn member_cards(&self) -> CardsView {
        let text = self.text();
        let of = self.looked_at();
        let configuration = of.and_then(|id| self.shown.member(id)).map(|member| member.configuration);
        let mut hint = String::new();
        if let Some(configuration) = configuration {
            let mut parts = vec![(text.voters, configuration.voters)];
            let more = [
                (text.outgoing, configuration.outgoing),
                (text.learners, configuration.learners),
                (text.learners_next, configuration.learners_next),
            ];
            parts.extend(more.into_iter().filter(|(_, set)| !set.is_empty()));
            let part = |(label, set): (&str, NodeSet)| format!("{label} {set}");
            hint = parts.into_iter().map(part).collect::<Vec<_>>().join(" · ");
        }
        let cards = self.shown.members.iter().map(|member| self.member_card(member)).collect();
        CardsView { of, hint, cards, ..CardsView::default() }
    }

    fn member_card(&self, member: &MemberFrame) -> Card {
        let text = self.text();
        let words = &text.etcd;
        let named = Named::Member(member.id);
        let picked = self.is_picked(&named);
        let title = member.id.to_string();
        let mut card = Card { key: title.clone(), title, named: Some(named), picked, ..Card::default() };
        let dead = member.process == Process::Down && member.standing == Standing::Member;
        let mood = if dead { Mood::Bad } else { Mood::Plain };
        card.tag = Some(Tag { text: text.role(member).to_owned(), mood, term: Some(member.term) });
        let info = self.machine_looked_at().and_then(|machine| machine.members().at(member.id));
        let Some(info) = info else {
            if member.standing != Standing::Removed {
                card.fact("id", words.not_in_list);
            }
            return card;
        };
        card.fact("id", format!("{:x}", info.id));
        if info.name.is_empty() {
            card.fact(words.name, words.no_name);
        } else if info.name != card.title {
            card.fact(words.name, &info.name);
        }
        card.fact(words.vote, if info.learner { words.learner } else { words.voter });
        card.fact(words.peer_urls, info.peer_urls.join(" "));
        card.fact(
            words.client_urls,
            if info.client_urls.is_empty() { text.none.to_owned() } else { info.client_urls.join(" ") },
        );
        card
    }
}
