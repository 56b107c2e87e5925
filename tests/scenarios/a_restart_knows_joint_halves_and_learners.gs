# Learners and both halves of a joint configuration are known again after a restart, from the log (openraft, derived-from-async-raft: a learner became a voter after a restart).
cluster 1 2 3 learner=4
(campaign 1)
(settle)
change 1 voter=4 learner=3 joint=explicit
(settle)
status 3
crash 3
crash 4
settle 3 4
status 3 4
---
change 1 voter=4 learner=3 joint=explicit
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  * of n4 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 1
  → n3: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 1
  → n4: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 1
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
n3 crashes and starts again
  * leader n1 → nobody, applied 2 → 0, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3 → voters n1 n2 n3, learners n4
n4 crashes and starts again
  * leader n1 → nobody, applied 2 → 0, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3 → voters n1 n2 n3, learners n4
n3 applies 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3
  * applied 0 → 2, members voters n1 n2 n3, learners n4 → voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
n4 applies 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3
  * applied 0 → 2, members voters n1 n2 n3, learners n4 → voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
n3: role follower, term 1, vote n1, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
n4: role follower, term 1, vote nobody, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3

# From a snapshot, too.
(compact 1 keep=0)
(settle 1)
crash 1
status 1
---
n1 crashes and starts again
  * role leader → follower, leader n1 → nobody
n1: role follower, term 1, vote n1, leader nobody, timer from 0.000000s, log 3 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
