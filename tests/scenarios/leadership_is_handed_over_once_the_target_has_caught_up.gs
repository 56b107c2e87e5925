# A target that lacks entries gets them first; proposals are dropped meanwhile (dissertation §3.10).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(lose 2)
(settle 1 3)
(lose 2)
unreachable 1 2
transfer 1 2
propose 1 b
settle
status
---
unreachable 1 2
  * of n2 probe 1/2 told 1 heard
transfer 1 2
  hands over to n2
  * of n2 probe 1/2 paused told 2 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 2
propose 1 b
  drops a proposal: handing over
n2 ← n1: term 1: append after 1@1: 2@1 a; commit 2
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1, commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n2 writes term 1, vote n1, commit 2; 2@1 a
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n2 applies 2@1 a
  * applied 1 → 2
n1 ← n2: term 1: accepted up to 2
  * of n2 replicate 2/3 told 2 heard
  → n2: term 1: stand for election now
n2 ← n1: term 1: stand for election now
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 2@1, handed over
  → n3 once stored: term 2: asks for a vote, log ends at 2@1, handed over
n2 writes term 2, vote n2, commit 2
  → n1: term 2: asks for a vote, log ends at 2@1, handed over
  → n3: term 2: asks for a vote, log ends at 2@1, handed over
  gave n2 its vote of term 2
  counts vote of n2: yes
n1 ← n2: term 2: asks for a vote, log ends at 2@1, handed over
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 ← n2: term 2: asks for a vote, log ends at 2@1, handed over
  * term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n1 writes term 2, vote n2, commit 2
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n3 writes term 2, vote n2, commit 2
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n1: term 2: gives a vote
  counts vote of n1: yes
  appends 3@2
  * role candidate → leader, leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  * of n1 probe 0/3 paused told 2
  * of n3 probe 0/3 paused told 2
  → n1: term 2: append after 2@1: 3@2 no-op; commit 2
  → n3: term 2: append after 2@1: 3@2 no-op; commit 2
n2 ← n3: term 2: gives a vote
n2 writes 3@2 no-op
  * stored 2 → 3
n1 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  → n2 once stored: term 2: accepted up to 3
n3 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  → n2 once stored: term 2: accepted up to 3
n1 writes 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 2 → 3
n3 writes 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 2 → 3
n2 ← n1: term 2: accepted up to 3
  * commit 2 → 3
  * of n1 replicate 3/4 told 3 heard
  → n1: term 2: append after 3@2: nothing; commit 3
n2 ← n3: term 2: accepted up to 3
  * of n3 replicate 3/4 told 3 heard
  → n3: term 2: append after 3@2: nothing; commit 3
n2 writes term 2, vote n2, commit 3 (no sync)
n2 applies 3@2 no-op
  * applied 2 → 3
n1 ← n2: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n2 once stored: term 2: accepted up to 3
n3 ← n2: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n2 once stored: term 2: accepted up to 3
n1 writes term 2, vote n2, commit 3 (no sync)
  → n2: term 2: accepted up to 3
n1 applies 3@2 no-op
  * applied 2 → 3
n3 writes term 2, vote n2, commit 3 (no sync)
  → n2: term 2: accepted up to 3
n3 applies 3@2 no-op
  * applied 2 → 3
n2 ← n1: term 2: accepted up to 3
n2 ← n3: term 2: accepted up to 3
n1: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n1 replicate 3/4 told 3 heard, of n3 replicate 3/4 told 3 heard
n3: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3
