# An implicit joint change is joint although it has one step, and is left by itself (etcd ConfChangeTransitionJointImplicit).
cluster 1
(campaign 1)
(settle)
join 2
change 1 voter=2 joint=implicit
settle
---
change 1 voter=2 joint=implicit
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
n1 writes 2@1 joint-change voter n2
  * stored 1 → 2, commit 1 → 2
n1 applies 2@1 joint-change voter n2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1, applied 1 → 2, members voters n1 → voters n1 n2, outgoing n1, leaves by itself
  * of n2 probe 0/2 paused told 2 heard
  → n2: term 1: append after 1@1: 2@1 joint-change voter n2; commit 2
n2 ← n1: term 1: append after 1@1: 2@1 joint-change voter n2; commit 2
  * term 0 → 1, leader nobody → n1
  → n1 once stored: term 1: rejected after 1, try 0@0
n1 writes term 1, vote n1, commit 2; 3@1 leave-joint
  * stored 2 → 3
n2 writes term 1, vote nobody, commit 0
  → n1: term 1: rejected after 1, try 0@0
n1 ← n2: term 1: rejected after 1, try 0@0
  * of n2 probe 0/1 paused told 2 heard
  → n2: term 1: append after 0@0: 1@1 no-op, 2@1 joint-change voter n2, 3@1 leave-joint; commit 2
n2 ← n1: term 1: append after 0@0: 1@1 no-op, 2@1 joint-change voter n2, 3@1 leave-joint; commit 2
  appends 1@1
  appends 2@1
  appends 3@1
  * log 1 to 0@0 → 1 to 3@1, commit 0 → 2
  → n1 once stored: term 1: accepted up to 3
n2 writes term 1, vote nobody, commit 2; 1@1 no-op, 2@1 joint-change voter n2, 3@1 leave-joint
  → n1: term 1: accepted up to 3
  * stored 0 → 3
n2 applies 1@1 no-op, 2@1 joint-change voter n2
  * applied 0 → 2, members voters n1 → voters n1 n2, outgoing n1, leaves by itself
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/4 told 3 heard
  → n2: term 1: append after 3@1: nothing; commit 3
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 3@1 leave-joint
  * applied 2 → 3, members voters n1 n2, outgoing n1, leaves by itself → voters n1 n2
n2 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n2 writes term 1, vote nobody, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n2 applies 3@1 leave-joint
  * applied 2 → 3, members voters n1 n2, outgoing n1, leaves by itself → voters n1 n2
n1 ← n2: term 1: accepted up to 3
