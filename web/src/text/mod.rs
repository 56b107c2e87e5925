//! Every word on the page, in English and in Chinese. A string that lacks one of them does not compile.

pub mod check;
mod chinese;
mod english;
pub mod etcd;
pub mod event;
pub mod field;
pub mod refusal;
pub mod run;
pub mod sabotage;
mod table;

use agora_core::{
    run::Landmark,
    sim::{
        event::{LossReason, MessageKind},
        frame::{MemberFrame, Process, RoleFrame, Standing},
    },
};

pub use run::RunText;
pub use table::Text;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    #[default]
    English,
    Chinese,
}

impl Language {
    pub const fn text(self) -> &'static Text {
        match self {
            Self::English => &english::TEXT,
            Self::Chinese => &chinese::TEXT,
        }
    }

    /// The code in an HTML `lang` attribute.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// The language that a browser's or a stored code means.
    pub fn of(code: &str) -> Self {
        if code.starts_with("zh") { Self::Chinese } else { Self::English }
    }

    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }
}

impl Text {
    pub const fn role(&self, member: &MemberFrame) -> &'static str {
        match (member.process, member.role) {
            (Process::Down, _) => match member.standing {
                Standing::Member => self.role_down,
                Standing::Unstarted => self.role_unstarted,
                Standing::Removed => self.role_removed,
            },
            (Process::Paused, _) => self.paused,
            (Process::Running, RoleFrame::Follower) if member.learner => self.role_learner,
            (Process::Running, RoleFrame::Follower) => self.role_follower,
            (Process::Running, RoleFrame::PreCandidate) => self.role_pre_candidate,
            (Process::Running, RoleFrame::Candidate) => self.role_candidate,
            (Process::Running, RoleFrame::Leader) => self.role_leader,
        }
    }

    pub fn message(&self, kind: MessageKind) -> String {
        let answer = |what: &str, good| format!("{what}: {}", if good { self.yes } else { self.no });
        match kind {
            MessageKind::PreVoteRequest => self.message_pre_vote.to_owned(),
            MessageKind::PreVoteResponse { granted } => answer(self.message_pre_vote_answer, granted),
            MessageKind::VoteRequest => self.message_vote.to_owned(),
            MessageKind::VoteResponse { granted } => answer(self.message_vote_answer, granted),
            MessageKind::Append { entries: 0 } => self.message_commit_news.to_owned(),
            MessageKind::Append { entries } => format!("{} × {entries}", self.message_append),
            MessageKind::AppendResponse { accepted } => answer(self.message_append_answer, accepted),
            MessageKind::StaleTerm => self.message_stale_term.to_owned(),
            MessageKind::Heartbeat => self.message_heartbeat.to_owned(),
            MessageKind::HeartbeatResponse => self.message_heartbeat_answer.to_owned(),
            MessageKind::Snapshot => self.message_snapshot.to_owned(),
            MessageKind::TimeoutNow => self.message_timeout_now.to_owned(),
            MessageKind::Propose => self.message_propose.to_owned(),
            MessageKind::LeaseRequest => self.message_lease_request.to_owned(),
            MessageKind::LeaseResponse => self.message_lease_response.to_owned(),
            MessageKind::HashRequest => self.message_hash_request.to_owned(),
            MessageKind::HashResponse => self.message_hash_response.to_owned(),
            MessageKind::ReadRequest => self.message_read.to_owned(),
            MessageKind::ReadResponse => self.message_read_answer.to_owned(),
            MessageKind::Transfer => self.message_transfer.to_owned(),
            MessageKind::Request { write: true } => self.message_write_request.to_owned(),
            MessageKind::Request { write: false } => self.message_read_request.to_owned(),
            MessageKind::Response { ok } => answer(self.message_response, ok),
            MessageKind::Refused => self.message_refused.to_owned(),
        }
    }

    pub const fn landmark(&self, landmark: Landmark) -> &'static str {
        match landmark {
            Landmark::Election => self.run.election,
            Landmark::Commit => self.run.commit,
            Landmark::Answer => self.run.answer,
            Landmark::Crash => self.run.crash,
            Landmark::Notice => self.run.notice,
            Landmark::LeaseEnd => self.run.lease_end,
            Landmark::Violation => self.run.violation,
        }
    }

    pub const fn loss(&self, reason: LossReason) -> &'static str {
        match reason {
            LossReason::Cut => self.lost_cut,
            LossReason::Chance => self.lost_chance,
            LossReason::Down => self.lost_down,
            LossReason::ByHand => self.lost_by_hand,
        }
    }
}
