# An explicit joint change stays until it is left, and allows no other change meanwhile (etcd ConfChangeTransitionJointExplicit).
cluster 1 2 3
(campaign 1)
(settle)
join 4
change 1 voter=4 learner=3 joint=explicit
settle
status 1
---
change 1 voter=4 learner=3 joint=explicit
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 1
  → n3: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 1
n1 writes 2@1 explicit-joint-change voter n4 learner n3
  * stored 1 → 2
n2 ← n1: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 explicit-joint-change voter n4 learner n3
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n3 writes 2@1 explicit-joint-change voter n4 learner n3
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  * of n3 replicate 1/3 1 in flight told 2 heard
  → n2: term 1: append after 2@1: nothing; commit 2
  → n3: term 1: append after 2@1: nothing; commit 2
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/3 told 2 heard
n1 writes term 1, vote n1, commit 2 (no sync)
n1 applies 2@1 explicit-joint-change voter n4 learner n3
  * applied 1 → 2, members voters n1 n2 n3 → voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
  * of n4 probe 0/2 paused told 2 heard
  → n4: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 2
n2 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n4 ← n1: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 learner n3; commit 2
  * term 0 → 1, leader nobody → n1
  → n1 once stored: term 1: rejected after 1, try 0@0
n2 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n2 applies 2@1 explicit-joint-change voter n4 learner n3
  * applied 1 → 2, members voters n1 n2 n3 → voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
n3 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n3 applies 2@1 explicit-joint-change voter n4 learner n3
  * applied 1 → 2, members voters n1 n2 n3 → voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
n4 writes term 1, vote nobody, commit 0
  → n1: term 1: rejected after 1, try 0@0
n1 ← n2: term 1: accepted up to 2
n1 ← n3: term 1: accepted up to 2
n1 ← n4: term 1: rejected after 1, try 0@0
  * of n4 probe 0/1 paused told 2 heard
  → n4: term 1: append after 0@0: 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3; commit 2
n4 ← n1: term 1: append after 0@0: 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3; commit 2
  appends 1@1
  appends 2@1
  * log 1 to 0@0 → 1 to 2@1, commit 0 → 2
  → n1 once stored: term 1: accepted up to 2
n4 writes term 1, vote nobody, commit 2; 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3
  → n1: term 1: accepted up to 2
  * stored 0 → 2
n4 applies 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3
  * applied 0 → 2, members voters n1 n2 n3 → voters n1 n2 n4, outgoing n1 n2 n3, learners next n3
n1 ← n4: term 1: accepted up to 2
  * of n4 replicate 2/3 told 2 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3, of n2 replicate 2/3 told 2 heard, of n3 replicate 2/3 told 2 heard, of n4 replicate 2/3 told 2 heard

# n3 votes on in the outgoing half. Nothing but leaving is allowed.
change 1 remove=2
change 1 voter=5 joint=implicit
(settle)
log 1
---
change 1 remove=2
  refuses the change
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 2/4 1 in flight told 2 heard
  * of n3 replicate 2/4 1 in flight told 2 heard
  * of n4 replicate 2/4 1 in flight told 2 heard
  → n2: term 1: append after 2@1: 3@1 no-op; commit 2
  → n3: term 1: append after 2@1: 3@1 no-op; commit 2
  → n4: term 1: append after 2@1: 3@1 no-op; commit 2
change 1 voter=5 joint=implicit
  refuses the change
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  * of n2 replicate 2/5 2 in flight told 2 heard
  * of n3 replicate 2/5 2 in flight told 2 heard
  * of n4 replicate 2/5 2 in flight told 2 heard
  → n2: term 1: append after 3@1: 4@1 no-op; commit 2
  → n3: term 1: append after 3@1: 4@1 no-op; commit 2
  → n4: term 1: append after 3@1: 4@1 no-op; commit 2
n1: 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3, 3@1 no-op, 4@1 no-op

leave 1
settle
status
---
leave 1
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1
  * of n2 replicate 4/6 1 in flight told 4 heard
  * of n3 replicate 4/6 1 in flight told 4 heard
  * of n4 replicate 4/6 1 in flight told 4 heard
  → n2: term 1: append after 4@1: 5@1 leave-joint; commit 4
  → n3: term 1: append after 4@1: 5@1 leave-joint; commit 4
  → n4: term 1: append after 4@1: 5@1 leave-joint; commit 4
n1 writes 5@1 leave-joint
  * stored 4 → 5
n2 ← n1: term 1: append after 4@1: 5@1 leave-joint; commit 4
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1
  → n1 once stored: term 1: accepted up to 5
n3 ← n1: term 1: append after 4@1: 5@1 leave-joint; commit 4
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1
  → n1 once stored: term 1: accepted up to 5
n4 ← n1: term 1: append after 4@1: 5@1 leave-joint; commit 4
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1
  → n1 once stored: term 1: accepted up to 5
n2 writes 5@1 leave-joint
  → n1: term 1: accepted up to 5
  * stored 4 → 5
n3 writes 5@1 leave-joint
  → n1: term 1: accepted up to 5
  * stored 4 → 5
n4 writes 5@1 leave-joint
  → n1: term 1: accepted up to 5
  * stored 4 → 5
n1 ← n2: term 1: accepted up to 5
  * commit 4 → 5
  * of n2 replicate 5/6 told 5 heard
  * of n3 replicate 4/6 1 in flight told 5 heard
  * of n4 replicate 4/6 1 in flight told 5 heard
  → n2: term 1: append after 5@1: nothing; commit 5
  → n3: term 1: append after 5@1: nothing; commit 5
  → n4: term 1: append after 5@1: nothing; commit 5
n1 ← n3: term 1: accepted up to 5
  * of n3 replicate 5/6 told 5 heard
n1 ← n4: term 1: accepted up to 5
  * of n4 replicate 5/6 told 5 heard
n1 writes term 1, vote n1, commit 5 (no sync)
n1 applies 5@1 leave-joint
  * applied 4 → 5, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3 → voters n1 n2 n4, learners n3
n2 ← n1: term 1: append after 5@1: nothing; commit 5
  * commit 4 → 5
  → n1 once stored: term 1: accepted up to 5
n3 ← n1: term 1: append after 5@1: nothing; commit 5
  * commit 4 → 5
  → n1 once stored: term 1: accepted up to 5
n4 ← n1: term 1: append after 5@1: nothing; commit 5
  * commit 4 → 5
  → n1 once stored: term 1: accepted up to 5
n2 writes term 1, vote n1, commit 5 (no sync)
  → n1: term 1: accepted up to 5
n2 applies 5@1 leave-joint
  * applied 4 → 5, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3 → voters n1 n2 n4, learners n3
n3 writes term 1, vote n1, commit 5 (no sync)
  → n1: term 1: accepted up to 5
n3 applies 5@1 leave-joint
  * applied 4 → 5, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3 → voters n1 n2 n4, learners n3
n4 writes term 1, vote nobody, commit 5 (no sync)
  → n1: term 1: accepted up to 5
n4 applies 5@1 leave-joint
  * applied 4 → 5, members voters n1 n2 n4, outgoing n1 n2 n3, learners next n3 → voters n1 n2 n4, learners n3
n1 ← n2: term 1: accepted up to 5
n1 ← n3: term 1: accepted up to 5
n1 ← n4: term 1: accepted up to 5
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n4, learners n3, of n2 replicate 5/6 told 5 heard, of n3 replicate 5/6 told 5 heard, of n4 replicate 5/6 told 5 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n4, learners n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n4, learners n3
n4: role follower, term 1, vote nobody, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n4, learners n3

# There is nothing to leave any more.
leave 1
(settle)
log 1
---
leave 1
  refuses the change
  appends 6@1
  * log 1 to 5@1 → 1 to 6@1
  * of n2 replicate 5/7 1 in flight told 5 heard
  * of n3 replicate 5/7 1 in flight told 5 heard
  * of n4 replicate 5/7 1 in flight told 5 heard
  → n2: term 1: append after 5@1: 6@1 no-op; commit 5
  → n3: term 1: append after 5@1: 6@1 no-op; commit 5
  → n4: term 1: append after 5@1: 6@1 no-op; commit 5
n1: 1@1 no-op, 2@1 explicit-joint-change voter n4 learner n3, 3@1 no-op, 4@1 no-op, 5@1 leave-joint, 6@1 no-op
