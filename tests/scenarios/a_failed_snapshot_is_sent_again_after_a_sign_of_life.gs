# A snapshot reported as failed puts the follower back to probing, from behind what it is known to hold, after its next sign of life (etcd ReportSnapshot).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(settle 1 2)
(lose 3)
(compact 1 keep=0)
(settle 1)
(beat 1)
(deliver 3)
(deliver 1 from=3)
(deliver 3)
deliver 1 from=3
lose 3
snapshot-failed 1 3
---
n1 ← n3: term 1: rejected after 2, try 1@1
  * of n3 snapshot 1/3 of 2 told 1 heard
  → n3: term 1: snapshot of 2@1: a; voters n1 n2 n3
lost, n1 to n3: term 1: snapshot of 2@1: a; voters n1 n2 n3
snapshot-failed 1 3
  * of n3 probe 1/2 paused told 1 heard

# Nothing is sent to it for now.
propose 1 c
settle 1 2
---
propose 1 c
  appends 3@1
  * log 3 to 2@1 → 3 to 3@1
  * of n2 replicate 2/4 1 in flight told 2 heard
  → n2: term 1: append after 2@1: 3@1 c; commit 2
n1 writes 3@1 c
  * stored 2 → 3
n2 ← n1: term 1: heartbeat, commit 2
  → n1: term 1: alive
n2 ← n1: term 1: append after 2@1: 3@1 c; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 3@1 c
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n1 ← n2: term 1: alive
  → n2: term 1: append after 3@1: nothing; commit 2
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/4 told 3 heard
  → n2: term 1: append after 3@1: nothing; commit 3
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 3@1 c
  * applied 2 → 3
n2 ← n1: term 1: append after 3@1: nothing; commit 2
  → n1: term 1: accepted up to 3
n2 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n2 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n2 applies 3@1 c
  * applied 2 → 3
n1 ← n2: term 1: accepted up to 3
n1 ← n2: term 1: accepted up to 3

beat 1
settle
status 1 3
---
beat 1
  → n2: term 1: heartbeat, commit 3
  → n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 3
  → n1: term 1: alive
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n1 ← n2: term 1: alive
n1 ← n3: term 1: alive
  * of n3 snapshot 1/3 of 2 told 1 heard
  → n3: term 1: snapshot of 2@1: a; voters n1 n2 n3
n3 ← n1: term 1: snapshot of 2@1: a; voters n1 n2 n3
  installs the snapshot of 2@1
  * log 1 to 1@1 → 3 to 2@1, stored 1 → 0, commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n3 writes snapshot of 2@1; term 1, vote n1, commit 2; a new beginning of the log
  → n1: term 1: accepted up to 2
  * stored 0 → 2, applied 1 → 2
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/4 1 in flight told 3 heard
  → n3: term 1: append after 2@1: 3@1 c; commit 3
n3 ← n1: term 1: append after 2@1: 3@1 c; commit 3
  appends 3@1
  * log 3 to 2@1 → 3 to 3@1, commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n3 writes term 1, vote n1, commit 3; 3@1 c
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n3 applies 3@1 c
  * applied 2 → 3
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/4 told 3 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 3 to 3@1, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n2 replicate 3/4 told 3 heard, of n3 replicate 3/4 told 3 heard
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 3 to 3@1, stored 3, commit 3, applied 3, members voters n1 n2 n3
