//! Why a member does not do what it was asked: etcd's errors with their texts and codes (etcd, `rpctypes/error.go`).

use core::fmt;

/// The kind of an error, as gRPC knows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Code {
    /// What was asked makes no sense.
    InvalidArgument,
    /// It is not there.
    NotFound,
    /// It lies outside of what there is.
    OutOfRange,
    /// There is no more room, or too much is asked at once.
    ResourceExhausted,
    /// The cluster is not in a state in which that can be done.
    FailedPrecondition,
    /// Not now; perhaps later.
    Unavailable,
    /// Not by this user.
    PermissionDenied,
    /// Nobody knows whether this user is who it says.
    Unauthenticated,
    /// Data are damaged.
    DataLoss,
    /// The other end has withdrawn the request.
    Canceled,
    /// Something else.
    Unknown,
}

macro_rules! denials {
    ($($denial:ident, $code:ident, $text:literal;)*) => {
        /// Why a request is not done.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Denial {
            $(#[doc = $text] $denial,)*
        }

        impl Denial {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$denial,)*];

            /// The text that a client prints.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$denial => $text,)* }
            }

            /// Its kind.
            pub const fn code(self) -> Code {
                match self { $(Self::$denial => Code::$code,)* }
            }
        }
    };
}

denials! {
    EmptyKey, InvalidArgument, "etcdserver: key is not provided";
    KeyNotFound, InvalidArgument, "etcdserver: key not found";
    ValueProvided, InvalidArgument, "etcdserver: value is provided";
    LeaseProvided, InvalidArgument, "etcdserver: lease is provided";
    TooManyOps, InvalidArgument, "etcdserver: too many operations in txn request";
    DuplicateKey, InvalidArgument, "etcdserver: duplicate key given in txn request";
    InvalidSortOption, InvalidArgument, "etcdserver: invalid sort option";
    Compacted, OutOfRange, "etcdserver: mvcc: required revision has been compacted";
    FutureRevision, OutOfRange, "etcdserver: mvcc: required revision is a future revision";
    NoSpace, ResourceExhausted, "etcdserver: mvcc: database space exceeded";
    LeaseNotFound, NotFound, "etcdserver: requested lease not found";
    LeaseExists, FailedPrecondition, "etcdserver: lease already exists";
    LeaseTtlTooLarge, OutOfRange, "etcdserver: too large lease TTL";
    WatchCanceled, Canceled, "etcdserver: watch canceled";
    MemberExists, FailedPrecondition, "etcdserver: member ID already exist";
    PeerUrlExists, FailedPrecondition, "etcdserver: Peer URLs already exists";
    MemberNotEnoughStarted, FailedPrecondition, "etcdserver: re-configuration failed due to not enough started members";
    MemberBadUrls, InvalidArgument, "etcdserver: given member URLs are invalid";
    MemberNotFound, NotFound, "etcdserver: member not found";
    MemberNotLearner, FailedPrecondition, "etcdserver: can only promote a learner member";
    LearnerNotReady, FailedPrecondition, "etcdserver: can only promote a learner member which is in sync with leader";
    TooManyLearners, FailedPrecondition, "etcdserver: too many learner members in cluster";
    TooLarge, InvalidArgument, "etcdserver: request is too large";
    TooManyRequests, ResourceExhausted, "etcdserver: too many requests";
    RootUserNotExist, FailedPrecondition, "etcdserver: root user does not exist";
    RootRoleNotExist, FailedPrecondition, "etcdserver: root user does not have root role";
    UserExists, FailedPrecondition, "etcdserver: user name already exists";
    UserEmpty, InvalidArgument, "etcdserver: user name is empty";
    UserNotFound, FailedPrecondition, "etcdserver: user name not found";
    RoleExists, FailedPrecondition, "etcdserver: role name already exists";
    RoleNotFound, FailedPrecondition, "etcdserver: role name not found";
    RoleEmpty, InvalidArgument, "etcdserver: role name is empty";
    AuthFailed, InvalidArgument, "etcdserver: authentication failed, invalid user ID or password";
    PermissionNotGiven, InvalidArgument, "etcdserver: permission not given";
    PermissionDenied, PermissionDenied, "etcdserver: permission denied";
    RoleNotGranted, FailedPrecondition, "etcdserver: role is not granted to the user";
    PermissionNotGranted, FailedPrecondition, "etcdserver: permission is not granted to the role";
    AuthNotEnabled, FailedPrecondition, "etcdserver: authentication is not enabled";
    InvalidToken, Unauthenticated, "etcdserver: invalid auth token";
    InvalidAuthManagement, InvalidArgument, "etcdserver: invalid auth management";
    AuthOldRevision, InvalidArgument, "etcdserver: revision of auth store is old";
    NoLeader, Unavailable, "etcdserver: no leader";
    NotLeader, FailedPrecondition, "etcdserver: not leader";
    LeaderChanged, Unavailable, "etcdserver: leader changed";
    NotCapable, Unavailable, "etcdserver: not capable";
    Stopped, Unavailable, "etcdserver: server stopped";
    TimedOut, Unavailable, "etcdserver: request timed out";
    TimedOutLeaderFailed, Unavailable, "etcdserver: request timed out, possibly due to previous leader failure";
    TimedOutConnectionLost, Unavailable, "etcdserver: request timed out, possibly due to connection lost";
    TimedOutApply, Unavailable, "etcdserver: request timed out, waiting for the applied index took too long";
    Unhealthy, Unavailable, "etcdserver: unhealthy cluster";
    Corrupt, DataLoss, "etcdserver: corrupt cluster";
    NotForLearner, Unavailable, "etcdserver: rpc not supported for learner";
    BadLeaderTransferee, FailedPrecondition, "etcdserver: bad leader transferee";
    NoPasswordUser, Unknown, "auth: authentication failed, password was given for no password user";
    MaintenanceUserEmpty, Unknown, "auth: user name is empty";
    MaintenanceUserNotFound, Unknown, "auth: user not found";
    MaintenanceDenied, Unknown, "auth: permission denied";
    MaintenanceInvalidToken, Unknown, "auth: invalid auth token";
    NoPlace, ResourceExhausted, "agora: there is room for 9 members here: remove one, wipe its disk, and add again";
    ProposalDropped, Unknown, "raft proposal dropped";
}

impl Denial {
    /// Whether it is certain that nothing was done, and nothing will be.
    pub const fn is_certain(self) -> bool {
        !matches!(
            self,
            Self::TimedOut | Self::TimedOutLeaderFailed | Self::TimedOutConnectionLost | Self::TimedOutApply
        )
    }

    /// Whether asking once more may help (gRPC's Unavailable).
    pub const fn is_unavailable(self) -> bool {
        matches!(self.code(), Code::Unavailable)
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What etcd has no error of its own for, a client prints as it came over the wire.
        if self.code() == Code::Unknown {
            f.write_str("rpc error: code = Unknown desc = ")?;
        }
        f.write_str(self.text())
    }
}
