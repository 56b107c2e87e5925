# A follower in snapshot state that acknowledges the snapshot is replicated to again; nobody has to report how the snapshot fared (snapshot_succeed_via_app_resp).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(propose 1 b)
(settle 1 2)
(lose 3)
(compact 1 keep=0)
(settle 1)
(propose 1 c)
(settle 1 2)
(lose 3)
beat 1
deliver 3
deliver 1 from=3
deliver 3
settle 3
deliver 1 from=3
settle
status 1
---
beat 1
  → n2: term 1: heartbeat, commit 4
  → n3: term 1: heartbeat, commit 1
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n1 ← n3: term 1: alive
  → n3: term 1: append after 4@1: nothing; commit 4
n3 ← n1: term 1: append after 4@1: nothing; commit 4
  → n1: term 1: rejected after 4, try 1@1
n1 ← n3: term 1: rejected after 4, try 1@1
  * of n3 snapshot 1/4 of 3 told 1 heard
  → n3: term 1: snapshot of 3@1: a b; voters n1 n2 n3
n2 ← n1: term 1: heartbeat, commit 4
  → n1: term 1: alive
n3 ← n1: term 1: snapshot of 3@1: a b; voters n1 n2 n3
  installs the snapshot of 3@1
  * log 1 to 1@1 → 4 to 3@1, stored 1 → 0, commit 1 → 3
  → n1 once stored: term 1: accepted up to 3
n3 writes snapshot of 3@1; term 1, vote n1, commit 3; a new beginning of the log
  → n1: term 1: accepted up to 3
  * stored 0 → 3, applied 1 → 3
n1 ← n2: term 1: alive
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/5 1 in flight told 4 heard
  → n3: term 1: append after 3@1: 4@1 c; commit 4
n3 ← n1: term 1: append after 3@1: 4@1 c; commit 4
  appends 4@1
  * log 4 to 3@1 → 4 to 4@1, commit 3 → 4
  → n1 once stored: term 1: accepted up to 4
n3 writes term 1, vote n1, commit 4; 4@1 c
  → n1: term 1: accepted up to 4
  * stored 3 → 4
n3 applies 4@1 c
  * applied 3 → 4
n1 ← n3: term 1: accepted up to 4
  * of n3 replicate 4/5 told 4 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 4 to 4@1, stored 4, commit 4, applied 4, members voters n1 n2 n3, of n2 replicate 4/5 told 4 heard, of n3 replicate 4/5 told 4 heard
