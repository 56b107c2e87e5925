//! A command that asks one thing and prints the answer.

use super::News;
use crate::{
    api::{Answer, Call, Denial, Response, lease::LeaseAnswer},
    client::{call::Tag, desk::Desk},
    etcdctl::{self, Exit, Style},
    time::SimTime,
};

const ASK: Tag = Tag(0);

/// One question.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Once {
    pub(in crate::client) call: Call,
    pub(in crate::client) style: Style,
    pub(in crate::client) deadline: SimTime,
}

impl Once {
    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        desk.ask(ASK, self.call.clone(), self.deadline);
    }

    pub(super) fn hear(&self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Answered(_, response) => {
                if let Ok(answer) = &response.result {
                    desk.end(&self.printed(response, answer));
                }
            }
            News::Failed(_, failure) => desk.end(&Exit::failed(&self.call, failure)),
            News::Interrupted => desk.exit(130),
            News::Woken | News::Finished(_) | News::Line(_) => {}
        }
    }

    /// A lease that nobody knows is no error to a member, and one to `lease keep-alive --once`.
    fn printed(&self, response: &Response, answer: &Answer) -> Exit {
        match answer {
            Answer::Lease(LeaseAnswer::KeepAlive { ttl, .. }) if *ttl <= 0 => Exit::error(2, Denial::LeaseNotFound),
            _ => etcdctl::print(self.style, &self.call, response, answer),
        }
    }
}
