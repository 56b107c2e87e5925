# A new leader does not know what its predecessors committed: reads wait for its own first commit (Raft §8, dissertation §6.4; etcd 7331, 12762).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(settle 1 2)
lose 3
---
lost, n1 to n3: term 1: append after 1@1: 2@1 a; commit 1
lost, n1 to n3: term 1: append after 2@1: nothing; commit 2

# n2 has a, and does not know that it is committed.
campaign 2
settle 2
deliver 3
settle 3
deliver 2
read 2
---
campaign 2
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 2@1
  → n3 once stored: term 2: asks for a vote, log ends at 2@1
n2 writes term 2, vote n2, commit 2
  → n1: term 2: asks for a vote, log ends at 2@1
  → n3: term 2: asks for a vote, log ends at 2@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 ← n2: term 2: asks for a vote, log ends at 2@1
  * term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
  appends 3@2
  * role candidate → leader, leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  * of n1 probe 0/3 paused told 2
  * of n3 probe 0/3 paused told 2
  → n1: term 2: append after 2@1: 3@2 no-op; commit 2
  → n3: term 2: append after 2@1: 3@2 no-op; commit 2
read 2

settle 2 3
lose 1
---
n2 writes 3@2 no-op
  * stored 2 → 3
n3 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  * leader nobody → n2
  → n2: term 2: rejected after 2, try 1@1
n2 ← n3: term 2: rejected after 2, try 1@1
  * of n3 probe 0/2 paused told 2 heard
  → n3: term 2: append after 1@1: 2@1 a, 3@2 no-op; commit 2
n3 ← n2: term 2: append after 1@1: 2@1 a, 3@2 no-op; commit 2
  appends 2@1
  appends 3@2
  * log 1 to 1@1 → 1 to 3@2, commit 1 → 2
  → n2 once stored: term 2: accepted up to 3
n3 writes term 2, vote n2, commit 2; 2@1 a, 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 1 → 3
n3 applies 2@1 a
  * applied 1 → 2
n2 ← n3: term 2: accepted up to 3
  * commit 2 → 3
  * of n3 replicate 3/4 told 3 heard
  → n1: term 2: heartbeat, commit 0, reads up to 1
  → n3: term 2: heartbeat, commit 3, reads up to 1
  → n3: term 2: append after 3@2: nothing; commit 3
n2 writes term 2, vote n2, commit 3 (no sync)
n2 applies 3@2 no-op
  * applied 2 → 3
n3 ← n2: term 2: heartbeat, commit 3, reads up to 1
  * commit 2 → 3
  → n2: term 2: alive, reads up to 1
n3 ← n2: term 2: append after 3@2: nothing; commit 3
  → n2 once stored: term 2: accepted up to 3
n3 writes term 2, vote n2, commit 3 (no sync)
  → n2: term 2: accepted up to 3
n3 applies 3@2 no-op
  * applied 2 → 3
n2 ← n3: term 2: alive, reads up to 1
  confirms read 1 of n2 at 3
  answers read 1 once 3 is applied
n2 ← n3: term 2: accepted up to 3
lost, n2 to n1: term 2: asks for a vote, log ends at 2@1
lost, n2 to n1: term 2: append after 2@1: 3@2 no-op; commit 2
lost, n2 to n1: term 2: heartbeat, commit 0, reads up to 1
