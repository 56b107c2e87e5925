//! Everything that a person can do to the world. There is no other way in.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::fmt;

use super::place::Place;
use crate::{
    id::{ClientId, MessageId, NodeId, NodeSet},
    raft::{Rule, Transition},
    time::Duration,
};

/// One thing that a person does, at one moment of a run. Prints as one line of the script language.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Intervention {
    /// `c1$ put color blue`: a line typed at a client's prompt.
    Type {
        /// The client.
        client: ClientId,
        /// Connected to this member only; to all of them where it is `None`.
        endpoint: Option<Name>,
        /// What was typed after the prompt, with its `&`.
        line: Arc<str>,
    },
    /// `c1$ ^C`: interrupts what runs in the foreground.
    Interrupt(ClientId),
    /// `kill n2`: the process dies; a member keeps what its disk has stored.
    Kill(Name),
    /// `restart n2`: the process starts again, from its disk. A running one is killed first.
    Restart(Name),
    /// `pause n2`: the process stops where it stands.
    Pause(Name),
    /// `resume n2`: it goes on.
    Resume(Name),
    /// `wipe n2`: the process dies, and its disk is emptied.
    Wipe(Name),
    /// `cut n1 n2`, `cut n1 -> n2`: nothing gets through.
    Cut(Span),
    /// `heal n1 n2`: what was cut is whole again; `heal` alone heals every wire.
    Heal(Option<Span>),
    /// `partition n1 n2 | n3 n4 n5`: cuts every wire between the sides, and heals those within. Who is not named stays as it was.
    Partition(Vec<Vec<Name>>),
    /// `link [n1 n2] latency 10ms …`: the dials of a pair of wires, or of all where none is named.
    Link(Option<(Name, Name)>, Vec<LinkDial>),
    /// `disk n1 latency 5ms …`: a member's disk.
    Disk(Name, Vec<DiskDial>),
    /// `corrupt n1 color`: a bit of a key's value flips in a member's store; of the value that was put last where none is
    /// named.
    Corrupt(Name, Option<Arc<str>>),
    /// `clock n1 rate 1.5`, `clock n1 jump 3s`, `clock n1 jump -3s`: a member's clock.
    Clock(Name, ClockDial),
    /// `deliver m17`: a message arrives now.
    Deliver(MessageId),
    /// `drop m17`: a message is lost.
    Drop(MessageId),
    /// `delay m17 50ms`: a message arrives later by that much.
    Delay(MessageId, Duration),
    /// `duplicate m17`: the same message once more, a little later.
    Duplicate(MessageId),
    /// `fire n2`: the member's timer runs out now.
    Fire(Name),
    /// `reconfigure n1 n2 n4 learner n5 explicit`: an operator asks the leader's Raft node for these members, past the
    /// rules of the server; several voters at once go through a joint configuration.
    Reconfigure {
        /// Who shall vote.
        voters: NodeSet,
        /// Who shall learn.
        learners: NodeSet,
        /// How to get there.
        transition: Transition,
    },
    /// `reconfigure leave`: the leader leaves a joint configuration.
    LeaveJoint,
    /// `transfer n2`: the leader hands leadership to this member.
    Transfer(Name),
    /// `forget-leader n2`: a follower forgets who leads.
    ForgetLeader(Name),
    /// `open c3`: one more terminal.
    Open(ClientId),
    /// `sabotage commit-older-terms on`: takes one protective rule away from every member, or gives it back.
    Sabotage(Rule, bool),
}

/// Who is meant: a place, or a name that is looked up when the line takes effect.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Name {
    /// This one.
    Place(Place),
    /// The leader of that moment.
    Leader,
    /// On one side of a partition: every member that is named on no other side.
    Others,
}

impl From<NodeId> for Name {
    fn from(node: NodeId) -> Self {
        Self::Place(Place::Member(node))
    }
}

impl From<ClientId> for Name {
    fn from(client: ClientId) -> Self {
        Self::Place(Place::Client(client))
    }
}

/// The wire or wires between two places.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Span {
    /// One end; the sending one, when one-way.
    pub from: Name,
    /// The other end.
    pub to: Name,
    /// Only from `from` to `to`.
    pub one_way: bool,
}

/// One dial of a wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkDial {
    /// `latency 10ms`: how long a message takes at least.
    Latency(Duration),
    /// `jitter 5ms`: up to how much longer, drawn evenly for each message.
    Jitter(Duration),
    /// `loss 10%`: how many of a million messages are lost.
    Loss(u32),
    /// `duplicate 1%`: how many of a million arrive twice.
    Duplicate(u32),
    /// `reorder 1%`: how many of a million are held back so that later ones overtake them.
    Reorder(u32),
}

/// One dial of a disk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DiskDial {
    /// `latency 5ms`: how long storing takes.
    Latency(Duration),
    /// `lose-unsynced on`: the disk calls things stored that a crash takes away.
    LoseUnsynced(bool),
    /// `full on`: the disk takes no more.
    Full(bool),
}

/// One dial of a clock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ClockDial {
    /// `rate 1.5`: how fast it goes, in millionths of the right rate.
    Rate(u32),
    /// `jump 3s`: it leaps ahead by that much.
    Jump(Duration),
    /// `jump -3s`: it is set back by that much, to the beginning of the run at most.
    SetBack(Duration),
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    items.iter().try_for_each(|item| write!(f, " {item}"))
}

fn on(switch: bool) -> &'static str {
    if switch { "on" } else { "off" }
}

impl fmt::Display for Intervention {
    /// The line of the script language that means this; it parses back to the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { client, endpoint: None, line } => write!(f, "{client}$ {line}"),
            Self::Type { client, endpoint: Some(member), line } => write!(f, "{client}@{member}$ {line}"),
            Self::Interrupt(client) => write!(f, "{client}$ ^C"),
            Self::Kill(name) => write!(f, "kill {name}"),
            Self::Restart(name) => write!(f, "restart {name}"),
            Self::Pause(name) => write!(f, "pause {name}"),
            Self::Resume(name) => write!(f, "resume {name}"),
            Self::Wipe(name) => write!(f, "wipe {name}"),
            Self::Cut(span) => write!(f, "cut {span}"),
            Self::Heal(None) => f.write_str("heal"),
            Self::Heal(Some(span)) => write!(f, "heal {span}"),
            Self::Partition(sides) => {
                f.write_str("partition")?;
                for (place, side) in sides.iter().enumerate() {
                    if place > 0 {
                        f.write_str(" |")?;
                    }
                    list(f, side)?;
                }
                Ok(())
            }
            Self::Link(None, dials) => {
                f.write_str("link")?;
                list(f, dials)
            }
            Self::Link(Some((a, b)), dials) => {
                write!(f, "link {a} {b}")?;
                list(f, dials)
            }
            Self::Disk(name, dials) => {
                write!(f, "disk {name}")?;
                list(f, dials)
            }
            Self::Corrupt(name, None) => write!(f, "corrupt {name}"),
            Self::Corrupt(name, Some(key)) => write!(f, "corrupt {name} {key}"),
            Self::Clock(name, dial) => write!(f, "clock {name} {dial}"),
            Self::Deliver(id) => write!(f, "deliver {id}"),
            Self::Drop(id) => write!(f, "drop {id}"),
            Self::Delay(id, by) => write!(f, "delay {id} {by}"),
            Self::Duplicate(id) => write!(f, "duplicate {id}"),
            Self::Fire(name) => write!(f, "fire {name}"),
            Self::Reconfigure { voters, learners, transition } => {
                write!(f, "reconfigure {voters}")?;
                if !learners.is_empty() {
                    write!(f, " learner {learners}")?;
                }
                f.write_str(match transition {
                    Transition::Auto => "",
                    Transition::JointImplicit => " implicit",
                    Transition::JointExplicit => " explicit",
                })
            }
            Self::LeaveJoint => f.write_str("reconfigure leave"),
            Self::Transfer(name) => write!(f, "transfer {name}"),
            Self::ForgetLeader(name) => write!(f, "forget-leader {name}"),
            Self::Open(client) => write!(f, "open {client}"),
            Self::Sabotage(rule, switch) => write!(f, "sabotage {} {}", rule.name(), on(*switch)),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(place) => place.fmt(f),
            Self::Leader => f.write_str("leader"),
            Self::Others => f.write_str("others"),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrow = if self.one_way { " -> " } else { " " };
        write!(f, "{}{arrow}{}", self.from, self.to)
    }
}

impl fmt::Display for LinkDial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(span) => write!(f, "latency {span}"),
            Self::Jitter(span) => write!(f, "jitter {span}"),
            Self::Loss(ppm) => write!(f, "loss {}", Percent(*ppm)),
            Self::Duplicate(ppm) => write!(f, "duplicate {}", Percent(*ppm)),
            Self::Reorder(ppm) => write!(f, "reorder {}", Percent(*ppm)),
        }
    }
}

impl fmt::Display for DiskDial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(span) => write!(f, "latency {span}"),
            Self::LoseUnsynced(switch) => write!(f, "lose-unsynced {}", on(*switch)),
            Self::Full(switch) => write!(f, "full {}", on(*switch)),
        }
    }
}

impl fmt::Display for ClockDial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(ppm) => write!(f, "rate {}", decimal(*ppm, 6)),
            Self::Jump(span) => write!(f, "jump {span}"),
            Self::SetBack(span) => write!(f, "jump -{span}"),
        }
    }
}

/// Parts of a million as a percentage: `12.5%`.
struct Percent(u32);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", decimal(self.0, 4))
    }
}

/// A number of `10^-digits`, without zeros at its end: `1.5`.
fn decimal(number: u32, digits: u32) -> String {
    let scale = 10u32.pow(digits);
    let text = format!("{}.{:0width$}", number / scale, number % scale, width = digits as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
