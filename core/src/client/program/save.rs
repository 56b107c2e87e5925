//! `etcdctl snapshot save FILE`: one member's store, as a file of the terminal (etcd, `snapshot_command.go`).

use super::News;
use crate::{
    api::{
        Answer, Call, Response,
        maintenance::{MaintenanceAnswer, MaintenanceRequest},
    },
    client::{call::Tag, desk::Desk, files::File},
    etcdctl::{self, Endpoint},
    time::SimTime,
};
use alloc::{format, string::String, sync::Arc, vec::Vec};

const STORE: Tag = Tag(80);
/// The status of every error here (etcdctl, `ExitInterrupted`).
const WRONG: u8 = 5;

/// The command.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Save {
    pub(in crate::client) file: String,
    /// Whom it was told to ask; nobody in particular where that is empty.
    pub(in crate::client) endpoints: Vec<Endpoint>,
    pub(in crate::client) deadline: SimTime,
}

impl Save {
    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        if self.endpoints.len() > 1 {
            let all = self.endpoints.iter().map(|endpoint| &*endpoint.0).collect::<Vec<_>>().join(" ");
            let error = format!("snapshot must be requested to one selected node, not multiple [{all}]");
            return desk.fail(WRONG, error);
        }
        desk.ask(STORE, Call::Maintenance(MaintenanceRequest::Snapshot), self.deadline);
    }

    pub(super) fn hear(&self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Answered(_, Response { result: Ok(Answer::Maintenance(MaintenanceAnswer::Snapshot(saved))), .. }) => {
                desk.keep(&self.file, File::Snapshot { saved: Arc::clone(saved), altered: false });
                desk.end(&etcdctl::saved(&self.file));
            }
            News::Failed(_, failure) => desk.fail(WRONG, failure),
            News::Interrupted => desk.exit(130),
            _ => {}
        }
    }
}
