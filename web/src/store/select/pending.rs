//! What is about to happen, by whom it happens to.

use agora_core::{
    run::{Blocked, Pending, PendingKind},
    sim::{intervention::Intervention, place::Place},
    time::{Duration, SimTime},
};

use super::{ActionButton, inspector::millis};
use crate::store::{Panel, Store};

/// How long “delay” delays.
const DELAY: Duration = Duration::from_millis(50);

#[derive(Clone, PartialEq, Debug)]
pub struct PendingRow {
    /// Unique among the rows of its place.
    pub name: String,
    pub text: String,
    /// How long until then; empty for what waits for a process.
    pub due: String,
    /// Why it will not happen.
    pub blocked: Option<&'static str>,
    pub actions: Vec<ActionButton>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct PendingGroup {
    pub place: Place,
    pub rows: Vec<PendingRow>,
}

impl Store {
    pub fn pending(&self) -> Vec<PendingGroup> {
        let mut groups: Vec<PendingGroup> = Vec::new();
        // The list changes with every event: it is made only where it is seen.
        let pending = if self.is_shown(Panel::Pending) { self.run().pending() } else { Vec::new() };
        for pending in pending {
            let row = self.pending_row(&pending);
            match groups.iter_mut().find(|group| group.place == pending.place) {
                Some(group) => group.rows.push(row),
                None => groups.push(PendingGroup { place: pending.place, rows: vec![row] }),
            }
        }
        groups.sort_by_key(|group| group.place);
        groups
    }

    fn pending_row(&self, pending: &Pending) -> PendingRow {
        let text = self.text();
        let words = &text.run;
        let (name, what) = match pending.kind {
            PendingKind::Message { id, from, kind, .. } => {
                (id.to_string(), format!("{} {from}: {}", text.from, text.message(kind)))
            }
            PendingKind::Election(_) => ("election".to_owned(), words.election_due.to_owned()),
            PendingKind::Heartbeat(_) => ("heartbeat".to_owned(), words.heartbeat_due.to_owned()),
            PendingKind::Disk(_) => ("disk".to_owned(), words.disk_due.to_owned()),
            PendingKind::GivingUp(_) => (format!("deadline-{}", pending.due.0), words.giving_up_due.to_owned()),
        };
        let due = match pending.due {
            SimTime::NEVER => String::new(),
            due => millis(due.since(self.run().now())),
        };
        let blocked = pending.blocked.map(|blocked| match blocked {
            Blocked::Cut => words.blocked_cut,
            Blocked::Lost => words.blocked_lost,
            Blocked::ReceiverPaused => words.blocked_receiver_paused,
            Blocked::ReceiverDown => words.blocked_receiver_down,
            Blocked::Paused => words.blocked_paused,
        });
        let actions = pending.actions(DELAY).into_iter().filter_map(|action| {
            let (name, label) = match action {
                Intervention::Deliver(_) => ("deliver", text.do_deliver),
                Intervention::Drop(_) => ("drop", text.do_drop),
                Intervention::Delay(..) => ("delay", text.do_delay),
                Intervention::Duplicate(_) => ("duplicate", text.do_duplicate),
                Intervention::Fire(_) => ("fire", words.fire),
                _ => return None,
            };
            let button = ActionButton::act(name, label, action);
            Some(if name == "drop" { button.harmful() } else { button })
        });
        PendingRow { name, text: what, due, blocked, actions: actions.collect() }
    }
}
