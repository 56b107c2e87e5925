# A learner that was promoted and does not know it must vote, or three voters of whom two live elect nobody (etcd PR 10998).
cluster 1 2 learner=3
(campaign 1)
(settle)
status
---
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2, learners n3, of n2 replicate 1/2 told 1 heard, of n3 replicate 1/2 told 1 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2, learners n3
n3: role follower, term 1, vote nobody, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2, learners n3

# n1 and n2 make n3 a voter; what n3 hears of it is lost.
change 1 voter=3
settle 1 2
lose 3
---
change 1 voter=3
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change voter n3; commit 1
  → n3: term 1: append after 1@1: 2@1 change voter n3; commit 1
n1 writes 2@1 change voter n3
  * stored 1 → 2
n2 ← n1: term 1: append after 1@1: 2@1 change voter n3; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 change voter n3
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  * of n3 replicate 1/3 1 in flight told 2 heard
  → n2: term 1: append after 2@1: nothing; commit 2
  → n3: term 1: append after 2@1: nothing; commit 2
n1 writes term 1, vote n1, commit 2 (no sync)
n1 applies 2@1 change voter n3
  * applied 1 → 2, members voters n1 n2, learners n3 → voters n1 n2 n3
n2 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n2 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n2 applies 2@1 change voter n3
  * applied 1 → 2, members voters n1 n2, learners n3 → voters n1 n2 n3
n1 ← n2: term 1: accepted up to 2
lost, n1 to n3: term 1: append after 1@1: 2@1 change voter n3; commit 1
lost, n1 to n3: term 1: append after 2@1: nothing; commit 2

# n1 is gone. n2 needs one vote besides its own, and n3 takes itself for a learner.
campaign 2
settle 2 3
lose 1
status 2 3
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
  * term 1 → 2, vote nobody → n2, leader n1 → nobody
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
n2 writes 3@2 no-op
  * stored 2 → 3
n3 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  * leader nobody → n2
  → n2: term 2: rejected after 2, try 1@1
n2 ← n3: term 2: rejected after 2, try 1@1
  * of n3 probe 0/2 paused told 2 heard
  → n3: term 2: append after 1@1: 2@1 change voter n3, 3@2 no-op; commit 2
n3 ← n2: term 2: append after 1@1: 2@1 change voter n3, 3@2 no-op; commit 2
  appends 2@1
  appends 3@2
  * log 1 to 1@1 → 1 to 3@2, commit 1 → 2
  → n2 once stored: term 2: accepted up to 3
n3 writes term 2, vote n2, commit 2; 2@1 change voter n3, 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 1 → 3
n3 applies 2@1 change voter n3
  * applied 1 → 2, members voters n1 n2, learners n3 → voters n1 n2 n3
n2 ← n3: term 2: accepted up to 3
  * commit 2 → 3
  * of n3 replicate 3/4 told 3 heard
  → n3: term 2: append after 3@2: nothing; commit 3
n2 writes term 2, vote n2, commit 3 (no sync)
n2 applies 3@2 no-op
  * applied 2 → 3
n3 ← n2: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n2 once stored: term 2: accepted up to 3
n3 writes term 2, vote n2, commit 3 (no sync)
  → n2: term 2: accepted up to 3
n3 applies 3@2 no-op
  * applied 2 → 3
n2 ← n3: term 2: accepted up to 3
lost, n2 to n1: term 2: asks for a vote, log ends at 2@1
lost, n2 to n1: term 2: append after 2@1: 3@2 no-op; commit 2
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n1 probe 0/3 paused told 2, of n3 replicate 3/4 told 3 heard
n3: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3
