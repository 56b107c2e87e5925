# A follower too far behind for the log gets a snapshot, and then the entries behind it, without a loop of refusals (Raft §7; raft PR 31).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(propose 1 b)
(propose 1 c)
(settle 1 2)
lose 3
compact 1 keep=0
settle 1
---
lost, n1 to n3: term 1: append after 1@1: 2@1 a; commit 1
lost, n1 to n3: term 1: append after 2@1: 3@1 b; commit 1
lost, n1 to n3: term 1: append after 3@1: 4@1 c; commit 1
lost, n1 to n3: term 1: append after 4@1: nothing; commit 2
lost, n1 to n3: term 1: append after 4@1: nothing; commit 3
lost, n1 to n3: term 1: append after 4@1: nothing; commit 4
n1 takes a snapshot of 4: a b c
  gives up its log to 4
  * log 1 to 4@1 → 5 to 4@1
n1 writes snapshot of 4@1; a new beginning of the log

# n3 lost all of it; its next sign of life shows what it lacks.
propose 1 d
(settle 1 2)
lose 3
beat 1
settle
status
---
propose 1 d
  appends 5@1
  * log 5 to 4@1 → 5 to 5@1
  * of n2 replicate 4/6 1 in flight told 4 heard
  * of n3 replicate 1/6 4 in flight told 4 heard
  → n2: term 1: append after 4@1: 5@1 d; commit 4
  → n3: term 1: append after 4@1: 5@1 d; commit 4
lost, n1 to n3: term 1: append after 4@1: 5@1 d; commit 4
lost, n1 to n3: term 1: append after 5@1: nothing; commit 5
beat 1
  → n2: term 1: heartbeat, commit 5
  → n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 5
  → n1: term 1: alive
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n1 ← n2: term 1: alive
n1 ← n3: term 1: alive
  → n3: term 1: append after 5@1: nothing; commit 5
n3 ← n1: term 1: append after 5@1: nothing; commit 5
  → n1: term 1: rejected after 5, try 1@1
n1 ← n3: term 1: rejected after 5, try 1@1
  * of n3 snapshot 1/5 of 4 told 1 heard
  → n3: term 1: snapshot of 4@1: a b c; voters n1 n2 n3
n3 ← n1: term 1: snapshot of 4@1: a b c; voters n1 n2 n3
  installs the snapshot of 4@1
  * log 1 to 1@1 → 5 to 4@1, stored 1 → 0, commit 1 → 4
  → n1 once stored: term 1: accepted up to 4
n3 writes snapshot of 4@1; term 1, vote n1, commit 4; a new beginning of the log
  → n1: term 1: accepted up to 4
  * stored 0 → 4, applied 1 → 4
n1 ← n3: term 1: accepted up to 4
  * of n3 replicate 4/6 1 in flight told 5 heard
  → n3: term 1: append after 4@1: 5@1 d; commit 5
n3 ← n1: term 1: append after 4@1: 5@1 d; commit 5
  appends 5@1
  * log 5 to 4@1 → 5 to 5@1, commit 4 → 5
  → n1 once stored: term 1: accepted up to 5
n3 writes term 1, vote n1, commit 5; 5@1 d
  → n1: term 1: accepted up to 5
  * stored 4 → 5
n3 applies 5@1 d
  * applied 4 → 5
n1 ← n3: term 1: accepted up to 5
  * of n3 replicate 5/6 told 5 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 5 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n3, of n2 replicate 5/6 told 5 heard, of n3 replicate 5/6 told 5 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 5 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n3
