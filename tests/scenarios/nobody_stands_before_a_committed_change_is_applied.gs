# A node that knows of a committed change of members and has not applied it does not stand (etcd hup).
cluster 1 2 3
(campaign 1)
(settle)
lazy 2
change 1 remove=3
(settle)
campaign 2
---
change 1 remove=3
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change remove n3; commit 1
  → n3: term 1: append after 1@1: 2@1 change remove n3; commit 1
campaign 2
  election timer ran out

apply 2
campaign 2
settle 1 2
status 2
---
n2 applies 2@1 change remove n3
  * applied 1 → 2, members voters n1 n2 n3 → voters n1 n2
campaign 2
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 2@1
n2 writes term 2, vote n2, commit 2
  → n1: term 2: asks for a vote, log ends at 2@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n1 ← n2: term 2: asks for a vote, log ends at 2@1
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n1 writes term 2, vote n2, commit 2
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n1: term 2: gives a vote
  counts vote of n1: yes
  appends 3@2
  * role candidate → leader, leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  * of n1 probe 0/3 paused told 2
  → n1: term 2: append after 2@1: 3@2 no-op; commit 2
n2 writes 3@2 no-op
  * stored 2 → 3
n1 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  → n2 once stored: term 2: accepted up to 3
n1 writes 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 2 → 3
n2 ← n1: term 2: accepted up to 3
  * commit 2 → 3
  * of n1 replicate 3/4 told 3 heard
  → n1: term 2: append after 3@2: nothing; commit 3
n2 writes term 2, vote n2, commit 3 (no sync)
n2 applies 3@2 no-op
  * applied 2 → 3
n1 ← n2: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n2 once stored: term 2: accepted up to 3
n1 writes term 2, vote n2, commit 3 (no sync)
  → n2: term 2: accepted up to 3
n1 applies 3@2 no-op
  * applied 2 → 3
n2 ← n1: term 2: accepted up to 3
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2, of n1 replicate 3/4 told 3 heard
