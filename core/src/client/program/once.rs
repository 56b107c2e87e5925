//! A command that asks one thing and prints the answer.

use super::News;
use crate::{
    api::Call,
    client::{call::Tag, desk::Desk},
    etcdctl::{self, Style},
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
                    let text = etcdctl::print(self.style, response, answer);
                    desk.print(&text);
                    desk.exit(0);
                }
            }
            News::Failed(_, failure) => desk.fail(1, failure),
            News::Interrupted => desk.exit(130),
            News::Woken | News::Finished(_) => {}
        }
    }
}
