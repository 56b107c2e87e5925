//! Random scripts of typed requests.

use std::sync::Arc;

use agora_core::{
    api::{
        Call,
        auth::{AuthRequest, Permission, PermissionKind},
        cluster::ClusterRequest,
        kv::{Compact, Compare, CompareTarget, DeleteRange, Op, Order, Put, Range, Relation, SortTarget, Txn},
        lease::LeaseRequest,
        maintenance::{Alarm, AlarmKind, MaintenanceRequest},
        watch::WatchCreate,
    },
    id::{LeaseId, Revision},
    mvcc::{Bytes, KeyRange},
};

use super::{Act, CLIENTS, Script, Step};
use crate::{draw::Draw, family::Family};

/// Makes a script of so many steps from these families.
pub fn script(seed: u64, length: usize, families: &[Family]) -> Script {
    let mut draw = Draw::new(seed);
    let has = |family| families.contains(&family);
    // Whoever watches may not be let in any more when the marker comes, so no script has both.
    let users = has(Family::Auth) && (families.len() == 1 || draw.once_in(3));
    // With an alarm on, etcd asks nobody who he is.
    let left_out: &[Family] = if users { &[Family::Watch, Family::Alarm] } else { &[Family::Auth] };
    let members = if has(Family::Cluster) && (families.len() == 1 || draw.once_in(40)) { 3 } else { 1 };
    let clients = if has(Family::Clients) { 1 + draw.below(u64::from(CLIENTS)) as u8 } else { 1 };
    let kept = |family: &Family| {
        !left_out.contains(family) && *family != Family::Clients && (members > 1 || *family != Family::Cluster)
    };
    let mut families = families.iter().copied().filter(kept).collect::<Vec<_>>();
    if members > 1 {
        // Half of what is drawn would be drowned by the rest.
        families.extend([Family::Cluster; 3]);
    }
    let families = if families.is_empty() { vec![Family::Kv] } else { families };
    let kills = members > 1 && draw.once_in(8);
    let learners = !draw.once_in(3);
    let all = (1..=members).collect::<Vec<_>>();
    let mut maker = Maker {
        draw,
        families,
        clients,
        newest: 1,
        keeps: true,
        behind: false,
        running: all.clone(),
        members: all,
        watched: Vec::new(),
        added: 0,
        addresses: 0,
        learners,
        kills,
    };
    // Nobody may do anything about users once permissions count, unless it is clear who root is.
    let mut steps = if users { maker.root() } else { Vec::new() };
    while steps.len() < length {
        steps.push(maker.step());
    }
    Script { members, steps }
}

#[expect(clippy::struct_excessive_bools, reason = "each is one fact about the script so far")]
struct Maker {
    draw: Draw,
    families: Vec<Family>,
    clients: u8,
    /// About the newest revision; what was refused or changed nothing is counted, too.
    newest: i64,
    /// Whether a put may keep the value or lease that its key has. Behind a removal `--from-key` in the same transaction
    /// that makes etcd panic, and again whenever it is started.
    keeps: bool,
    /// Whether a watch may still be on its way from the past. Whether a compaction overtakes it depends on the clock.
    behind: bool,
    /// The members that it began with.
    members: Vec<u8>,
    /// Those of them that run.
    running: Vec<u8>,
    /// Those that somebody watches at.
    watched: Vec<u8>,
    /// How many members were asked for.
    added: u64,
    /// How many addresses were named.
    addresses: u32,
    /// Whether those who come are learners.
    learners: bool,
    /// Whether members are killed. Others are then neither added nor removed: that takes connections that have held for long.
    kills: bool,
}

impl Maker {
    fn has(&self, family: Family) -> bool {
        self.families.contains(&family)
    }

    /// What some client does next, at some member that runs.
    fn step(&mut self) -> Step {
        let client = self.draw.below(self.clients.into()) as u8;
        let member = self.draw.one(&self.running);
        let act = self.act(member);
        // A process that is killed or started is no request to one that runs.
        match act {
            Act::Kill | Act::Restart => {
                let member = self.turn(&act);
                Step { client, member, act }
            }
            act => Step { client, member, act },
        }
    }

    /// Whose process is killed, or starts again.
    fn turn(&mut self, act: &Act) -> u8 {
        if *act == Act::Kill {
            let free = self.running.iter().copied().filter(|member| !self.watched.contains(member)).collect::<Vec<_>>();
            let member = self.draw.one(&free);
            self.running.retain(|running| *running != member);
            member
        } else {
            let down = self.members.iter().copied().filter(|member| !self.running.contains(member)).collect::<Vec<_>>();
            let member = self.draw.one(&down);
            self.running.push(member);
            self.running.sort_unstable();
            member
        }
    }

    fn act(&mut self, member: u8) -> Act {
        // With one of three left only what it knows by itself can be read.
        if self.running.len() * 2 < self.members.len() {
            return if self.draw.once_in(2) { Act::Restart } else { Act::Ask(self.own()) };
        }
        // Something has to be there for the others to meet.
        let family = if self.draw.once_in(2) { Family::Kv } else { self.draw.one(&self.families) };
        let call = match family {
            Family::Old => Call::Range(Arc::new(self.range())),
            Family::Ignore => Call::Put(Arc::new(self.put())),
            Family::Compact if self.behind => self.kv(),
            Family::Compact => {
                let revision = self.draw.revision(self.newest);
                Call::Compact(Compact { revision, physical: self.draw.once_in(2) })
            }
            Family::Txn => {
                let txn = self.txn(0);
                self.keeps = true;
                Call::Txn(Arc::new(txn))
            }
            Family::Lease => Call::Lease(self.lease()),
            Family::Watch => {
                self.watched.push(member);
                return Act::Open(self.watch());
            }
            Family::Alarm => Call::Maintenance(self.alarm()),
            Family::Member => Call::Cluster(Arc::new(self.member())),
            Family::Auth => return self.auth(),
            Family::Cluster => return self.cluster(),
            Family::Kv | Family::Clients | Family::Lock | Family::Variables | Family::Wrong => self.kv(),
        };
        Act::Ask(call)
    }

    /// A read that a member answers alone.
    fn own(&mut self) -> Call {
        let mut range = self.range();
        range.serializable = true;
        Call::Range(Arc::new(range))
    }

    /// What several members are good for.
    fn cluster(&mut self) -> Act {
        let target = self.draw.one(&[1, 2, 3, 3, 77]);
        let runs = u8::try_from(target).is_ok_and(|target| self.running.contains(&target));
        if self.kills {
            let all_run = self.running.len() == self.members.len();
            let may_die = self.running.iter().any(|member| !self.watched.contains(member));
            match self.draw.below(6) {
                0 if may_die && (all_run || (self.draw.once_in(6) && self.watched.is_empty())) => return Act::Kill,
                1 | 2 if !all_run => return Act::Restart,
                _ => {}
            }
        }
        let request = match self.draw.below(9) {
            // Whoever is down cannot take over.
            0 | 1 if runs || target == 77 => {
                return Act::Ask(Call::Maintenance(MaintenanceRequest::MoveLeader { target }));
            }
            2 => return Act::Ask(Call::Maintenance(MaintenanceRequest::Defragment)),
            3 | 4 => ClusterRequest::List { linearizable: self.draw.once_in(2) },
            5 if !self.kills => {
                self.added += 1;
                ClusterRequest::Add { peer_urls: vec![self.address()], learner: self.learners }
            }
            6 if !self.kills => ClusterRequest::Remove { id: self.newcomer() },
            7 if !self.kills => ClusterRequest::Promote { id: self.newcomer() },
            // A learner that moves is listed as a voter by etcd, which it is not.
            8 if !self.kills && !self.learners => {
                ClusterRequest::Update { id: self.newcomer(), peer_urls: vec![self.address()] }
            }
            _ => return Act::Ask(self.own()),
        };
        Act::Ask(Call::Cluster(Arc::new(request)))
    }

    /// A number where nobody listens, a new one each time; now and then that of the first member.
    fn address(&mut self) -> Arc<str> {
        self.addresses += 1;
        let number = if self.draw.once_in(8) { 0 } else { self.addresses };
        format!("http://127.0.0.1:{number}").into()
    }

    /// A member that was added, or that never was.
    fn newcomer(&mut self) -> u64 {
        if self.added == 0 || self.draw.once_in(6) { 77 } else { 4 + self.draw.below(self.added) }
    }

    fn kv(&mut self) -> Call {
        match self.draw.below(5) {
            0 | 1 => Call::Put(Arc::new(self.put())),
            2 => Call::Delete(Arc::new(self.delete())),
            _ => Call::Range(Arc::new(self.range())),
        }
    }

    fn bytes(&mut self) -> Bytes {
        self.draw.key().as_bytes().into()
    }

    fn keys(&mut self) -> KeyRange {
        match self.draw.below(8) {
            0 | 1 => KeyRange::prefix(self.draw.key().as_bytes()),
            2 => KeyRange::Between(self.bytes(), self.bytes()),
            3 => KeyRange::From(self.bytes()),
            4 if self.draw.once_in(8) => KeyRange::One(Bytes::from(&b""[..])),
            _ => KeyRange::One(self.bytes()),
        }
    }

    fn put(&mut self) -> Put {
        self.newest += 1;
        let key = if self.draw.once_in(60) { Bytes::from(&b""[..]) } else { self.bytes() };
        let mut put = Put::of(key, self.draw.value().as_bytes().into());
        put.previous = self.draw.once_in(3);
        if self.has(Family::Ignore) && self.keeps {
            put.ignore_value = self.draw.once_in(6);
            put.ignore_lease = self.draw.once_in(6);
            if put.ignore_value && !self.draw.once_in(8) {
                put.value = Bytes::from(&b""[..]);
            }
        }
        if self.has(Family::Lease) && self.draw.once_in(3) {
            put.lease = Some(self.lease_id());
        }
        put
    }

    fn delete(&mut self) -> DeleteRange {
        self.newest += 1;
        DeleteRange { keys: self.keys(), previous: self.draw.once_in(2) }
    }

    fn range(&mut self) -> Range {
        let mut range = Range::of(self.keys());
        range.limit = self.draw.once_in(3).then(|| self.draw.below(4) as usize).filter(|&limit| limit > 0);
        range.sort_by = self.draw.one(&[
            SortTarget::Key,
            SortTarget::Key,
            SortTarget::Version,
            SortTarget::Create,
            SortTarget::Modify,
            SortTarget::Value,
        ]);
        // Where two keys have the same version or value, etcd's sorting may leave them in either order.
        range.order = self.draw.one(&[None, Some(Order::Ascend), Some(Order::Descend)]);
        range.serializable = self.draw.once_in(4);
        range.keys_only = self.draw.once_in(5);
        range.count_only = self.draw.once_in(6);
        if self.has(Family::Old) {
            range.revision = self.revision(2);
            range.mod_revision_min = self.revision(8);
            range.mod_revision_max = self.revision(8);
            range.create_revision_min = self.revision(8);
            range.create_revision_max = self.revision(8);
        }
        range
    }

    /// A revision once in so many times.
    fn revision(&mut self, once_in: u64) -> Option<Revision> {
        let revision = self.draw.once_in(once_in).then(|| self.draw.revision(self.newest))?;
        u64::try_from(revision).ok().filter(|&revision| revision > 0).map(Revision)
    }

    fn txn(&mut self, depth: u32) -> Txn {
        let compares = (0..self.draw.below(3)).map(|_| self.compare()).collect();
        Txn { compares, success: self.ops(depth), failure: self.ops(depth) }
    }

    fn ops(&mut self, depth: u32) -> Vec<Op> {
        (0..self.draw.below(4)).map(|_| self.op(depth)).collect()
    }

    fn op(&mut self, depth: u32) -> Op {
        match self.draw.below(8) {
            0..3 => Op::Put(self.put()),
            3 => {
                let delete = self.delete();
                self.keeps &= !matches!(delete.keys, KeyRange::From(_));
                Op::Delete(delete)
            }
            // What is done in there, etcd lets everybody do.
            4 if depth < 2 && !self.has(Family::Auth) => Op::Txn(self.txn(depth + 1)),
            _ => {
                let mut range = self.range();
                // Of a compacted revision, it makes the members of a real cluster differ for ever.
                range.revision = range.revision.filter(|_| self.members.len() == 1);
                Op::Range(range)
            }
        }
    }

    fn compare(&mut self) -> Compare {
        let number = self.draw.revision(self.newest);
        let target = match self.draw.below(5) {
            0 => CompareTarget::Version(self.draw.below(4).cast_signed()),
            1 => CompareTarget::Create(number),
            2 => CompareTarget::Modify(number),
            3 => CompareTarget::Value(self.draw.value().as_bytes().into()),
            _ if self.has(Family::Lease) => CompareTarget::Lease(self.lease_id().0),
            _ => CompareTarget::Lease(0),
        };
        let relation = self.draw.one(&[Relation::Equal, Relation::NotEqual, Relation::Greater, Relation::Less]);
        Compare { keys: self.keys(), target, relation }
    }

    fn lease_id(&mut self) -> LeaseId {
        LeaseId(1 + self.draw.below(5).cast_signed())
    }

    fn lease(&mut self) -> LeaseRequest {
        let id = self.lease_id();
        match self.draw.below(8) {
            // Each id has a time to live far from the others', so that their order is the same on every clock.
            0..3 if self.draw.once_in(12) => LeaseRequest::Grant { id: Some(id.0), ttl: 9_000_000_001 },
            0..3 => LeaseRequest::Grant { id: Some(id.0), ttl: 1_000 * id.0 },
            3 => LeaseRequest::Revoke { id },
            4 => LeaseRequest::KeepAlive { id },
            5 => LeaseRequest::List,
            _ => LeaseRequest::TimeToLive { id, keys: self.draw.once_in(2) },
        }
    }

    fn watch(&mut self) -> WatchCreate {
        let mut create = WatchCreate::of(self.keys());
        create.start = self.draw.revision(self.newest).max(0);
        self.behind |= (1..=self.newest).contains(&create.start);
        create.previous = self.draw.once_in(2);
        create.no_delete = self.draw.once_in(5);
        create
    }

    fn alarm(&mut self) -> MaintenanceRequest {
        let alarm = Alarm { member: 1, kind: AlarmKind::NoSpace };
        match self.draw.below(4) {
            0 => MaintenanceRequest::AlarmActivate(alarm),
            1 | 2 => MaintenanceRequest::AlarmDisarm { member: alarm.member, kind: Some(alarm.kind) },
            _ => MaintenanceRequest::AlarmList,
        }
    }

    fn root(&mut self) -> Vec<Step> {
        let root = || "root".to_owned();
        let steps = [
            AuthRequest::UserAdd { name: root(), password: Some(root()) },
            AuthRequest::RoleAdd(root()),
            AuthRequest::UserGrantRole { user: root(), role: root() },
        ];
        let mut steps =
            steps.map(|auth| Step { client: 0, member: 1, act: Act::Ask(Call::Auth(Arc::new(auth))) }).to_vec();
        if self.draw.once_in(4) {
            steps.remove(self.draw.below(3) as usize);
        }
        steps
    }

    fn auth(&mut self) -> Act {
        let user = self.draw.one(&["root", "ann", "ann", "bob"]);
        let role = (self.draw.one(&["root", "r", "r", "s"])).to_owned();
        let name = user.to_owned();
        let auth = match self.draw.below(20) {
            0 | 1 => return Act::Login("root"),
            2 | 3 => return Act::Login(user),
            4 => return Act::Logout,
            5 | 6 => AuthRequest::Enable,
            7 => AuthRequest::Disable,
            8 => AuthRequest::Status,
            9 => AuthRequest::UserAdd { password: (!self.draw.once_in(6)).then(|| name.clone()), name },
            10 => AuthRequest::UserGet(name),
            11 => AuthRequest::UserList,
            12 => AuthRequest::UserDelete(if self.draw.once_in(2) { name } else { "bob".to_owned() }),
            13 => AuthRequest::UserGrantRole { user: name, role },
            14 => AuthRequest::UserRevokeRole { user: name, role },
            15 => AuthRequest::RoleAdd(role),
            16 => AuthRequest::RoleGet(role),
            17 if self.draw.once_in(2) => AuthRequest::RoleList,
            17 if self.draw.once_in(2) => AuthRequest::RoleDelete(role),
            18 => {
                let (key, end) = match self.keys() {
                    KeyRange::One(key) => (key, Bytes::from(&b""[..])),
                    KeyRange::Between(key, end) => (key, end),
                    KeyRange::From(key) => (key, Bytes::from(&b"\0"[..])),
                };
                AuthRequest::RoleRevokePermission { role, key, end }
            }
            _ => {
                let kind = self.draw.one(&[PermissionKind::Read, PermissionKind::Write, PermissionKind::ReadWrite]);
                AuthRequest::RoleGrantPermission { role, permission: Permission { kind, keys: self.keys() } }
            }
        };
        Act::Ask(Call::Auth(Arc::new(auth)))
    }

    /// Only what leaves the one member alone.
    fn member(&mut self) -> ClusterRequest {
        let id = 77;
        match self.draw.below(4) {
            0 => ClusterRequest::Add { peer_urls: vec!["no address".into()], learner: self.draw.once_in(2) },
            1 => ClusterRequest::Promote { id },
            2 => ClusterRequest::Update { id, peer_urls: vec!["http://127.0.0.1:9".into()] },
            _ => ClusterRequest::List { linearizable: self.draw.once_in(2) },
        }
    }
}
