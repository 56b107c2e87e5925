# An acknowledgement below the snapshot from which the log can go on ends the snapshot state, and the snapshot may be lost (raft PR 110, snapshot_succeed_via_app_resp_behind).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(propose 1 b)
(propose 1 c)
(settle 1 2)
deliver 3 most=2
settle 3
lose 3
---
n3 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: 3@1 b; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n3 writes 2@1 a, 3@1 b
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  * stored 1 → 3
lost, n1 to n3: term 1: append after 3@1: 4@1 c; commit 1
lost, n1 to n3: term 1: append after 4@1: nothing; commit 2
lost, n1 to n3: term 1: append after 4@1: nothing; commit 3
lost, n1 to n3: term 1: append after 4@1: nothing; commit 4

# n3's acknowledgements of 2 and 3 are on their way. The leader gives up its log up to 3, doubts n3, and has to send it the snapshot of 4.
compact 1 keep=1
settle 1
unreachable 1 3
propose 1 d
lose 3
---
n1 takes a snapshot of 4: a b c
  gives up its log to 3
  * log 1 to 4@1 → 4 to 4@1
n1 writes snapshot of 4@1; a new beginning of the log
unreachable 1 3
  * of n3 probe 1/2 told 1 heard
propose 1 d
  appends 5@1
  * log 4 to 4@1 → 4 to 5@1
  * of n2 replicate 4/6 1 in flight told 4 heard
  * of n3 snapshot 1/5 of 4 told 1 heard
  → n2: term 1: append after 4@1: 5@1 d; commit 4
  → n3: term 1: snapshot of 4@1: a b c; voters n1 n2 n3
lost, n1 to n3: term 1: snapshot of 4@1: a b c; voters n1 n2 n3

# An acknowledgement of 2 does not help, for 3 is gone. One of 3 does: 4 and 5 can be sent.
deliver 1 from=3 most=1
deliver 1 from=3 most=1
settle
status
---
n1 ← n3: term 1: accepted up to 2
  * of n3 snapshot 2/5 of 4 told 1 heard
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/6 1 in flight told 4 heard
  → n3: term 1: append after 3@1: 4@1 c, 5@1 d; commit 4
n1 writes 5@1 d
  * stored 4 → 5
n2 ← n1: term 1: append after 4@1: 5@1 d; commit 4
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1
  → n1 once stored: term 1: accepted up to 5
n3 ← n1: term 1: append after 3@1: 4@1 c, 5@1 d; commit 4
  appends 4@1
  appends 5@1
  * log 1 to 3@1 → 1 to 5@1, commit 1 → 4
  → n1 once stored: term 1: accepted up to 5
n2 writes 5@1 d
  → n1: term 1: accepted up to 5
  * stored 4 → 5
n3 writes term 1, vote n1, commit 4; 4@1 c, 5@1 d
  → n1: term 1: accepted up to 5
  * stored 3 → 5
n3 applies 2@1 a, 3@1 b, 4@1 c
  * applied 1 → 4
n1 ← n2: term 1: accepted up to 5
  * commit 4 → 5
  * of n2 replicate 5/6 told 5 heard
  * of n3 replicate 3/6 1 in flight told 5 heard
  → n2: term 1: append after 5@1: nothing; commit 5
  → n3: term 1: append after 5@1: nothing; commit 5
n1 ← n3: term 1: accepted up to 5
  * of n3 replicate 5/6 told 5 heard
n1 writes term 1, vote n1, commit 5 (no sync)
n1 applies 5@1 d
  * applied 4 → 5
n2 ← n1: term 1: append after 5@1: nothing; commit 5
  * commit 4 → 5
  → n1 once stored: term 1: accepted up to 5
n3 ← n1: term 1: append after 5@1: nothing; commit 5
  * commit 4 → 5
  → n1 once stored: term 1: accepted up to 5
n2 writes term 1, vote n1, commit 5 (no sync)
  → n1: term 1: accepted up to 5
n2 applies 5@1 d
  * applied 4 → 5
n3 writes term 1, vote n1, commit 5 (no sync)
  → n1: term 1: accepted up to 5
n3 applies 5@1 d
  * applied 4 → 5
n1 ← n2: term 1: accepted up to 5
n1 ← n3: term 1: accepted up to 5
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 4 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n3, of n2 replicate 5/6 told 5 heard, of n3 replicate 5/6 told 5 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n3
