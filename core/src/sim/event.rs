//! What happened in the world, as typed facts with causes.
//!
//! An event's cause is the event without which it would not have happened *then*: a delivery is caused by the
//! sending, everything a node does on a delivery by that delivery. Following causes back leads to a timer or a person.

use alloc::sync::Arc;

use super::place::Place;
use crate::{
    api::watch::WatchResponse,
    id::{ClientId, EventId, Index, LeaseId, MessageId, NodeId, RequestId, Revision, Term},
    mvcc::{Change, KeyRange},
    raft::event::RaftEvent,
    shared::Run,
    time::SimTime,
};

/// One fact.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Event {
    /// Its name: events are counted from 1 in the order of happening.
    pub id: EventId,
    /// When, on the world's clock.
    pub at: SimTime,
    /// Where; `None` for what concerns the whole world.
    pub place: Option<Place>,
    /// The event that brought it about.
    pub cause: Option<EventId>,
    /// What happened.
    pub kind: EventKind,
}

impl Event {
    /// Whether it only tells that a message moved, as two thirds of all events do.
    #[inline]
    pub const fn is_traffic(&self) -> bool {
        matches!(self.kind, EventKind::Sent { .. } | EventKind::Delivered { .. })
    }
}

/// What kinds of things happen.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum EventKind {
    /// A person (or a script) stepped in; the text is the line of the script language.
    Intervened(Arc<str>),
    /// A member's timer ran out.
    TimerFired,
    /// A message left.
    Sent {
        /// Its name.
        message: MessageId,
        /// Where it goes.
        to: Place,
        /// What it is.
        kind: MessageKind,
    },
    /// A message was handed to its receiver.
    Delivered {
        /// Its name.
        message: MessageId,
        /// Where it came from.
        from: Place,
        /// What it is.
        kind: MessageKind,
    },
    /// A message was lost on its way.
    Lost {
        /// Its name.
        message: MessageId,
        /// Where it was going.
        to: Place,
        /// Why.
        reason: LossReason,
    },
    /// Something happened inside a member's Raft node.
    Raft(RaftEvent),
    /// A member made a client's write a proposal.
    Proposed {
        /// The request.
        request: RequestId,
        /// [`crate::raft::message::Command::digest`] of it, by which its log entry is known wherever it is appended.
        digest: u64,
    },
    /// A member's disk finished a write: what it was told up to here survives a crash.
    Stored {
        /// The last log entry on the disk.
        last: Index,
        /// The term on the disk.
        term: Term,
    },
    /// A member's machine applied a committed entry.
    Applied {
        /// The entry.
        index: Index,
        /// Its term.
        term: Term,
        /// [`crate::raft::message::Command::digest`] of its command, 0 without one.
        digest: u64,
        /// The store's revision afterwards.
        revision: Revision,
        /// The machine's running hash afterwards: equal histories have equal hashes.
        hash: u64,
    },
    /// A member's process died; what its disk had not stored is gone.
    Crashed {
        /// How many entries of the log were lost with it.
        lost: u64,
    },
    /// A member that was removed from the cluster ends its process.
    Removed,
    /// A member has found that its data and a peer's differ.
    Inconsistent {
        /// Whose.
        peer: NodeId,
    },
    /// A member's process started, from what its disk holds.
    Started {
        /// The last log entry found on the disk.
        last: Index,
        /// That entry's term.
        last_term: Term,
        /// The term found on the disk.
        term: Term,
    },
    /// A cluster begins anew, from a snapshot that holds this: nothing else of the one that was there counts any more.
    Founded(Arc<[Held]>),
    /// A process was stopped where it stands (as SIGSTOP does).
    Paused,
    /// It goes on.
    Resumed,
    /// A member's disk was emptied.
    Wiped,
    /// A client's process sent a request, perhaps once more.
    RequestSent {
        /// The request.
        request: RequestId,
        /// To this member.
        to: NodeId,
        /// What it asks for.
        ask: Ask,
        /// The line of its terminal, from 0, by which the process was started.
        line: u32,
    },
    /// A client's process got the answer, or gave up.
    RequestEnded {
        /// The request.
        request: RequestId,
        /// How it ended.
        outcome: Outcome,
    },
    /// A revision of the store was applied, here before anywhere else; told once somebody has watched.
    Changed(Run<Arc<Change>>),
    /// A client's watch asks, is told something, or ends.
    Watch(Arc<WatchNews>),
    /// A client was told that a lease is granted.
    LeaseGranted {
        /// Which.
        lease: LeaseId,
    },
    /// A leader found that a lease's time is over: it proposes that the lease ends.
    LeaseExpired {
        /// Which.
        lease: LeaseId,
    },
    /// A member ended a lease, as a committed entry says, and deleted the keys that were attached to it.
    LeaseEnded {
        /// Which.
        lease: LeaseId,
        /// The entry.
        index: Index,
        /// How many keys.
        keys: u32,
    },
    /// A client's process has won a lock, or an election, with this key.
    KeyObtained {
        /// The key.
        key: crate::mvcc::Bytes,
    },
    /// A command at a prompt ended.
    CommandEnded {
        /// Its exit status.
        status: u8,
    },
}

impl EventKind {
    /// Whether a client hears by it, from a watch, that keys changed.
    #[inline]
    pub fn is_watch_notice(&self) -> bool {
        matches!(self, Self::Watch(news) if news.changes().next().is_some())
    }
}

/// A key that a cluster begins with. Key and value are digests.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Held {
    /// The key.
    pub key: u64,
    /// Its value.
    pub value: u64,
    /// The revision of its last put.
    pub modified: Revision,
    /// It is attached to a lease, which may remove it at any time.
    pub leased: bool,
}

/// One watch of a client, whichever member it is told by: the how manieth of its terminal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct WatcherId {
    /// Whose.
    pub client: ClientId,
    /// Counted from 1.
    pub number: u32,
}

/// What becomes of a watch, as its client sees it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WatchNews {
    /// Which watch.
    pub watcher: WatcherId,
    /// What is new.
    pub said: WatchSaid,
}

impl WatchNews {
    /// The revision of each change that the watch is told of by it, in order: one revision may have several.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = Revision> {
        let events = if let WatchSaid::Heard { response, .. } = &self.said { &response.events[..] } else { &[] };
        events.iter().map(|event| event.kv.mod_revision)
    }
}

/// What a watch wants to hear of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Wanted {
    /// Which keys.
    pub keys: KeyRange,
    /// Nothing of puts.
    pub no_put: bool,
    /// Nothing of removals.
    pub no_delete: bool,
}

/// What is said between a watch and the member that it is told by.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum WatchSaid {
    /// It wants to be told, now by another member perhaps.
    Asked {
        /// Of what.
        wanted: Wanted,
        /// From this revision on; `None` is from now on.
        from: Option<Revision>,
    },
    /// It is told something: of changes, that it has begun or ended, or how far it has got.
    Heard {
        /// The store's revision at the member when it said so.
        revision: Revision,
        /// What.
        response: Arc<WatchResponse>,
    },
    /// It wants no more.
    Ended,
}

/// What a request asks for, as far as the clients' history is judged by it. Keys and values are digests.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ask {
    /// To set a key.
    Put {
        /// The key.
        key: u64,
        /// Its value.
        value: u64,
        /// It is attached to a lease, which may remove it at any time.
        leased: bool,
    },
    /// To remove a key.
    Delete {
        /// The key; `None` for a range of keys.
        key: Option<u64>,
    },
    /// To make a change in which these keys may be put, with these values, or removed where there is none.
    Change(Arc<[(u64, Option<u64>)]>),
    /// To read one key, linearizably.
    Get {
        /// The key.
        key: u64,
    },
    /// To read something else, linearizably.
    Read,
    /// To read what one member has, however old, or something that has no place among the revisions.
    Serializable,
}

impl Ask {
    /// Whether it writes.
    pub const fn is_write(&self) -> bool {
        matches!(self, Self::Put { .. } | Self::Delete { .. } | Self::Change(_))
    }
}

/// What an answer tells about the history beside its revision.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Saw {
    /// Nothing.
    Nothing,
    /// The write made this revision.
    Change,
    /// The key was not there.
    Absent,
    /// The key was there.
    Version {
        /// The revision of its last put.
        modified: Revision,
        /// The digest of its value.
        value: u64,
    },
}

/// How a request ended, as its client sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// Answered. A write was acknowledged at this revision; a read was served at it.
    Done {
        /// The header's revision.
        revision: Revision,
        /// The log entry that carried it, for a write.
        index: Option<Index>,
        /// What else the answer tells.
        saw: Saw,
    },
    /// Refused: it surely had no effect.
    Refused,
    /// No answer, or none that tells: a write may have happened, may yet happen, or never will.
    Unknown,
}

/// Why a message did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LossReason {
    /// The wire is cut.
    Cut,
    /// The wire loses some; this was one.
    Chance,
    /// The receiver is not running.
    Down,
    /// A person dropped it.
    ByHand,
}

/// What a message is, for the eye.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MessageKind {
    /// Asks whether an election could be won.
    PreVoteRequest,
    /// Answers that.
    PreVoteResponse {
        /// Whether it is a yes.
        granted: bool,
    },
    /// Asks for a vote.
    VoteRequest,
    /// Answers that.
    VoteResponse {
        /// Whether it is a yes.
        granted: bool,
    },
    /// Log entries, or only news of the commit index.
    Append {
        /// How many entries.
        entries: u32,
    },
    /// Answers an append.
    AppendResponse {
        /// Whether the entries were taken.
        accepted: bool,
    },
    /// Shows a newer term to somebody who has an old one.
    StaleTerm,
    /// The leader lives.
    Heartbeat,
    /// Answers that.
    HeartbeatResponse,
    /// The whole state, for a follower that is too far behind.
    Snapshot,
    /// The leader asks the receiver to stand at once.
    TimeoutNow,
    /// Proposals passed on to the leader.
    Propose,
    /// What a client asked about a lease, passed on to the leader.
    LeaseRequest,
    /// The leader's answer to that.
    LeaseResponse,
    /// What another member's data are.
    HashRequest,
    /// Answers that.
    HashResponse,
    /// A read passed on to the leader.
    ReadRequest,
    /// Answers that.
    ReadResponse,
    /// A wish to move leadership.
    Transfer,
    /// A client's request.
    Request {
        /// Whether it writes.
        write: bool,
    },
    /// A member's answer to a client.
    Response {
        /// Whether it is good news.
        ok: bool,
    },
    /// The receiver's machine refuses or resets the connection: nobody listens there.
    Refused,
}
