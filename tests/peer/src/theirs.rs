//! raft-rs, with the storage in memory that comes with it.

use raft::{
    Config, INVALID_ID, RawNode, StateRole,
    eraftpb::{Entry, Message, MessageType},
    storage::MemStorage,
};
use slog::{Discard, Logger, o};

use crate::{Applied, INFLIGHT, MESSAGE_BYTES, Member};

/// One member.
pub struct Theirs {
    node: RawNode<MemStorage>,
    applied: Applied,
}

impl Theirs {
    fn apply(applied: &mut Applied, entries: Vec<Entry>) {
        // An entry without data is the first one of a leader.
        entries.iter().filter(|entry| !entry.data.is_empty()).for_each(|entry| applied.apply(&entry.data));
    }
}

impl Member for Theirs {
    type Message = Message;

    fn cluster(count: usize) -> Vec<Self> {
        let ids = (1..=count as u64).collect::<Vec<_>>();
        let member = |id: &u64| {
            let storage = MemStorage::new_with_conf_state((ids.clone(), Vec::new()));
            let config = Config {
                id: *id,
                max_inflight_msgs: INFLIGHT,
                max_size_per_msg: MESSAGE_BYTES as u64,
                pre_vote: true,
                check_quorum: true,
                ..Config::default()
            };
            let node = RawNode::new(&config, storage, &Logger::root(Discard, o!())).expect("a good configuration");
            Self { node, applied: Applied::default() }
        };
        ids.iter().map(member).collect()
    }

    fn campaign(&mut self) {
        self.node.campaign().expect("a voter may stand");
    }

    fn leads(&self) -> bool {
        self.node.raft.state == StateRole::Leader
    }

    fn receive(&mut self, message: Self::Message) {
        self.node.step(message).expect("a message of a member");
    }

    fn propose(&mut self, batch: Vec<Vec<u8>>) {
        // `RawNode::propose` takes one proposal only; this is what it does with it.
        let entries = batch.into_iter().map(|data| Entry { data, ..Entry::default() }).collect();
        let mut message = Message { from: self.node.raft.id, to: INVALID_ID, entries, ..Message::default() };
        message.set_msg_type(MessageType::MsgPropose);
        self.node.raft.step(message).expect("a leader takes proposals");
    }

    fn settle(&mut self, mut send: impl FnMut(usize, Self::Message)) {
        let mut post = |messages: Vec<Message>| {
            for message in messages {
                send(message.to as usize - 1, message);
            }
        };
        while self.node.has_ready() {
            let mut ready = self.node.ready();
            post(ready.take_messages());
            Self::apply(&mut self.applied, ready.take_committed_entries());
            {
                let mut storage = self.node.raft.raft_log.store.wl();
                storage.append(ready.entries()).expect("entries that follow the log");
                if let Some(hard) = ready.hs() {
                    storage.set_hardstate(hard.clone());
                }
            }
            post(ready.take_persisted_messages());
            let mut light = self.node.advance(ready);
            if let Some(commit) = light.commit_index() {
                self.node.raft.raft_log.store.wl().mut_hard_state().set_commit(commit);
            }
            post(light.take_messages());
            Self::apply(&mut self.applied, light.take_committed_entries());
            self.node.advance_apply();
        }
    }

    fn applied(&self) -> Applied {
        self.applied
    }
}
