//! Commands about users that take more than one request: `auth enable`, `user get --detail` (etcd, `auth_command.go`,
//! `user_command.go`).

use alloc::{collections::VecDeque, format, string::String, sync::Arc};

use super::News;
use crate::{
    api::{
        Answer, Call, Denial,
        auth::{AuthAnswer, AuthRequest},
    },
    client::{
        call::{Failure, Tag},
        desk::Desk,
    },
    etcdctl::{self, Style},
    time::SimTime,
};

const ENABLE: Tag = Tag(60);
const ROLE: Tag = Tag(61);
const GRANT: Tag = Tag(62);
const USER: Tag = Tag(63);

fn ask(tag: Tag, request: AuthRequest, deadline: SimTime, desk: &mut Desk<'_, '_>) {
    desk.ask(tag, Call::Auth(Arc::new(request)), deadline);
}

/// Turns permissions on; gives root its role first where it has none.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct AuthEnable {
    pub(in crate::client) style: Style,
    pub(in crate::client) deadline: SimTime,
}

impl AuthEnable {
    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        ask(ENABLE, AuthRequest::Enable, self.deadline, desk);
    }

    pub(super) fn hear(&self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        let root = || String::from("root");
        match news {
            News::Answered(ENABLE, response) => {
                if let Ok(answer) = &response.result {
                    let call = Call::Auth(Arc::new(AuthRequest::Enable));
                    desk.end(&etcdctl::print(self.style, &call, response, answer));
                }
            }
            News::Failed(ENABLE, Failure::Denied(Denial::RootRoleNotExist)) => {
                ask(ROLE, AuthRequest::RoleAdd(root()), self.deadline, desk);
            }
            News::Answered(ROLE, _) => {
                let grant = AuthRequest::UserGrantRole { user: root(), role: root() };
                ask(GRANT, grant, self.deadline, desk);
            }
            News::Answered(GRANT, _) => self.begin(desk),
            News::Failed(_, failure) => desk.fail(1, failure),
            News::Interrupted => desk.exit(130),
            _ => {}
        }
    }
}

/// A user's roles, and what each may do.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct UserDetail {
    name: String,
    style: Style,
    deadline: SimTime,
    /// Roles that have not been told about; the first is asked for.
    roles: VecDeque<String>,
}

impl UserDetail {
    pub(in crate::client) fn new(name: String, style: Style, deadline: SimTime) -> Self {
        Self { name, style, deadline, roles: VecDeque::new() }
    }

    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        ask(USER, AuthRequest::UserGet(self.name.clone()), self.deadline, desk);
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Answered(USER, response) => {
                if let Ok(Answer::Auth(AuthAnswer::Names(roles))) = &response.result {
                    self.roles = roles.iter().cloned().collect();
                    // The user's line is the same in every form, and there whatever comes of the roles.
                    desk.print(&format!("User: {}\n", self.name));
                    self.ask_next(desk);
                }
            }
            News::Answered(ROLE, response) => {
                if let (Ok(answer), Some(role)) = (&response.result, self.roles.pop_front()) {
                    let shown = etcdctl::role_detail(self.style, &role, response, answer);
                    desk.show(&shown);
                    if shown.status == 0 {
                        self.ask_next(desk);
                    }
                }
            }
            News::Failed(_, failure) => desk.fail(1, failure),
            News::Interrupted => desk.exit(130),
            _ => {}
        }
    }

    fn ask_next(&self, desk: &mut Desk<'_, '_>) {
        match self.roles.front() {
            Some(role) => {
                let role = role.clone();
                desk.print("\n");
                ask(ROLE, AuthRequest::RoleGet(role), self.deadline, desk);
            }
            None => desk.exit(0),
        }
    }
}
