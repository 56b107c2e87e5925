# A snapshot at the follower's commit index is not installed and is answered with that index, which frees the follower from the snapshot state (etcd PR 10308).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(settle 1 2)
(lose 3)
(compact 1 keep=0)
(settle 1)
beat 1
deliver 3
deliver 1 from=3
deliver 3
deliver 1 from=3
---
beat 1
  → n2: term 1: heartbeat, commit 2
  → n3: term 1: heartbeat, commit 1
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n1 ← n3: term 1: alive
  → n3: term 1: append after 2@1: nothing; commit 2
n3 ← n1: term 1: append after 2@1: nothing; commit 2
  → n1: term 1: rejected after 2, try 1@1
n1 ← n3: term 1: rejected after 2, try 1@1
  * of n3 snapshot 1/3 of 2 told 1 heard
  → n3: term 1: snapshot of 2@1: a; voters n1 n2 n3

# The snapshot arrives, and the answer is lost.
deliver 3 again
settle 3
lose 1
status 1 3
---
n3 ← n1: term 1: snapshot of 2@1: a; voters n1 n2 n3
  installs the snapshot of 2@1
  * log 1 to 1@1 → 3 to 2@1, stored 1 → 0, commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n3 writes snapshot of 2@1; term 1, vote n1, commit 2; a new beginning of the log
  → n1: term 1: accepted up to 2
  * stored 0 → 2, applied 1 → 2
lost, n3 to n1: term 1: accepted up to 2
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 3 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n2 replicate 2/3 told 2 heard, of n3 snapshot 1/3 of 2 told 1 heard
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 3 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3

# It arrives again: nothing new, and yet an answer.
deliver 3
deliver 1 from=3
status 1
---
n3 ← n1: term 1: snapshot of 2@1: a; voters n1 n2 n3
  → n1: term 1: accepted up to 2
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 1: append after 2@1: nothing; commit 2
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 3 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n2 replicate 2/3 told 2 heard, of n3 replicate 2/3 told 2 heard
