# With step-down-on-removal a removed leader becomes a follower of the same term as soon as it applies its removal (etcd StepDownOnRemoval).
cluster 1 2 3 step-down-on-removal
(campaign 1)
(settle)
change 1 remove=1
settle
status
---
change 1 remove=1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change remove n1; commit 1
  → n3: term 1: append after 1@1: 2@1 change remove n1; commit 1
n1 writes 2@1 change remove n1
  * stored 1 → 2
n2 ← n1: term 1: append after 1@1: 2@1 change remove n1; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 1@1: 2@1 change remove n1; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 change remove n1
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n3 writes 2@1 change remove n1
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  * of n3 replicate 1/3 1 in flight told 2 heard
  → n2: term 1: append after 2@1: nothing; commit 2
  → n3: term 1: append after 2@1: nothing; commit 2
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/3 told 2 heard
n1 writes term 1, vote n1, commit 2 (no sync)
n1 applies 2@1 change remove n1
  gives up: it was removed
  * role leader → follower, leader n1 → nobody, applied 1 → 2, members voters n1 n2 n3 → voters n2 n3
n2 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n2 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n2 applies 2@1 change remove n1
  * applied 1 → 2, members voters n1 n2 n3 → voters n2 n3
n3 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n3 applies 2@1 change remove n1
  * applied 1 → 2, members voters n1 n2 n3 → voters n2 n3
n1 ← n2: term 1: accepted up to 2
n1 ← n3: term 1: accepted up to 2
n1: role follower, term 1, vote n1, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n2 n3
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n2 n3

# Nobody asks n1 any more, and n1 does not stand.
campaign 2
settle
campaign 1
---
campaign 2
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n3 once stored: term 2: asks for a vote, log ends at 2@1
n2 writes term 2, vote n2, commit 2
  → n3: term 2: asks for a vote, log ends at 2@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 ← n2: term 2: asks for a vote, log ends at 2@1
  * term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 writes term 2, vote n2, commit 2
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
  appends 3@2
  * role candidate → leader, leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  * of n3 probe 0/3 paused told 2
  → n3: term 2: append after 2@1: 3@2 no-op; commit 2
n2 writes 3@2 no-op
  * stored 2 → 3
n3 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  → n2 once stored: term 2: accepted up to 3
n3 writes 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 2 → 3
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
campaign 1
