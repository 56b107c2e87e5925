# The target of a transfer that has the whole log stands at once, without asking first, and voters do not mind that the leader lives (dissertation §3.10; etcd MsgTransferLeader).
cluster 1 2 3 pre-vote check-quorum
(campaign 1)
(settle)
transfer 1 2
settle
status
---
transfer 1 2
  hands over to n2
  → n2: term 1: stand for election now
n2 ← n1: term 1: stand for election now
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 1@1, handed over
  → n3 once stored: term 2: asks for a vote, log ends at 1@1, handed over
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1, handed over
  → n3: term 2: asks for a vote, log ends at 1@1, handed over
  gave n2 its vote of term 2
  counts vote of n2: yes
n1 ← n2: term 2: asks for a vote, log ends at 1@1, handed over
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 ← n2: term 2: asks for a vote, log ends at 1@1, handed over
  * term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n1 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n3 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n1: term 2: gives a vote
  counts vote of n1: yes
  appends 2@2
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 2: append after 1@1: 2@2 no-op; commit 1
  → n3: term 2: append after 1@1: 2@2 no-op; commit 1
n2 ← n3: term 2: gives a vote
n2 writes 2@2 no-op
  * stored 1 → 2
n1 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  appends 2@2
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n3 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  appends 2@2
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n1 writes 2@2 no-op
  → n2: term 2: accepted up to 2
  * stored 1 → 2
n3 writes 2@2 no-op
  → n2: term 2: accepted up to 2
  * stored 1 → 2
n2 ← n1: term 2: accepted up to 2
  * commit 1 → 2
  * of n1 replicate 2/3 told 2 heard
  → n1: term 2: append after 2@2: nothing; commit 2
n2 ← n3: term 2: accepted up to 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 2: append after 2@2: nothing; commit 2
n2 writes term 2, vote n2, commit 2 (no sync)
n2 applies 2@2 no-op
  * applied 1 → 2
n1 ← n2: term 2: append after 2@2: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 2: accepted up to 2
n3 ← n2: term 2: append after 2@2: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 2: accepted up to 2
n1 writes term 2, vote n2, commit 2 (no sync)
  → n2: term 2: accepted up to 2
n1 applies 2@2 no-op
  * applied 1 → 2
n3 writes term 2, vote n2, commit 2 (no sync)
  → n2: term 2: accepted up to 2
n3 applies 2@2 no-op
  * applied 1 → 2
n2 ← n1: term 2: accepted up to 2
n2 ← n3: term 2: accepted up to 2
n1: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 2@2, stored 2, commit 2, applied 2, members voters n1 n2 n3
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 2@2, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n1 replicate 2/3 told 2 heard, of n3 replicate 2/3 told 2 heard
n3: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 2@2, stored 2, commit 2, applied 2, members voters n1 n2 n3
