# If all that fills the window is lost, an answered heartbeat lets one empty append through, whose refusal starts it again (etcd PR 14633).
cluster 1 2 3 inflight=2
(campaign 1)
(settle)
(propose 1 a)
(propose 1 b)
(propose 1 c)
lose 3
settle 1 2
status 1
---
lost, n1 to n3: term 1: append after 1@1: 2@1 a; commit 1
lost, n1 to n3: term 1: append after 2@1: 3@1 b; commit 1
n1 writes 2@1 a, 3@1 b, 4@1 c
  * stored 1 → 4
n2 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 ← n1: term 1: append after 2@1: 3@1 b; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 2@1 a, 3@1 b
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  * stored 1 → 3
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/5 paused 2 in flight told 2 heard
  → n2: term 1: append after 3@1: 4@1 c; commit 2
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/5 1 in flight told 3 heard
  → n2: term 1: append after 4@1: nothing; commit 3
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 2@1 a, 3@1 b
  * applied 1 → 3
n2 ← n1: term 1: append after 3@1: 4@1 c; commit 2
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1, commit 1 → 2
  → n1 once stored: term 1: accepted up to 4
n2 ← n1: term 1: append after 4@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 4
n2 writes term 1, vote n1, commit 3; 4@1 c
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
  * stored 3 → 4
n2 applies 2@1 a, 3@1 b
  * applied 1 → 3
n1 ← n2: term 1: accepted up to 4
  * commit 3 → 4
  * of n2 replicate 4/5 told 4 heard
  → n2: term 1: append after 4@1: nothing; commit 4
n1 ← n2: term 1: accepted up to 4
n1 writes term 1, vote n1, commit 4 (no sync)
n1 applies 4@1 c
  * applied 3 → 4
n2 ← n1: term 1: append after 4@1: nothing; commit 4
  * commit 3 → 4
  → n1 once stored: term 1: accepted up to 4
n2 writes term 1, vote n1, commit 4 (no sync)
  → n1: term 1: accepted up to 4
n2 applies 4@1 c
  * applied 3 → 4
n1 ← n2: term 1: accepted up to 4
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n1 n2 n3, of n2 replicate 4/5 told 4 heard, of n3 replicate 1/4 paused 2 in flight told 1 heard

beat 1
settle
status
---
beat 1
  → n2: term 1: heartbeat, commit 4
  → n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 4
  → n1: term 1: alive
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n1 ← n2: term 1: alive
n1 ← n3: term 1: alive
  * of n3 replicate 1/4 paused 2 in flight told 4 heard
  → n3: term 1: append after 3@1: nothing; commit 4
n3 ← n1: term 1: append after 3@1: nothing; commit 4
  → n1: term 1: rejected after 3, try 1@1
n1 ← n3: term 1: rejected after 3, try 1@1
  * of n3 probe 1/2 paused told 4 heard
  → n3: term 1: append after 1@1: 2@1 a, 3@1 b, 4@1 c; commit 4
n3 ← n1: term 1: append after 1@1: 2@1 a, 3@1 b, 4@1 c; commit 4
  appends 2@1
  appends 3@1
  appends 4@1
  * log 1 to 1@1 → 1 to 4@1, commit 1 → 4
  → n1 once stored: term 1: accepted up to 4
n3 writes term 1, vote n1, commit 4; 2@1 a, 3@1 b, 4@1 c
  → n1: term 1: accepted up to 4
  * stored 1 → 4
n3 applies 2@1 a, 3@1 b, 4@1 c
  * applied 1 → 4
n1 ← n3: term 1: accepted up to 4
  * of n3 replicate 4/5 told 4 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n1 n2 n3, of n2 replicate 4/5 told 4 heard, of n3 replicate 4/5 told 4 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n1 n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n1 n2 n3
