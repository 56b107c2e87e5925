# A new leader takes no change of members before all that it inherited is applied, for a change may be in that (raft-dev 2015; etcd pendingConfIndex).
cluster 1 2 3 4
(campaign 1)
(settle)
---
ok

# n1 proposes a change, which reaches n2 alone; then n1 is gone.
join 5
change 1 voter=5
(settle 1)
deliver 2
settle 2
lose 1
lose 3
lose 4
---
change 1 voter=5
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  * of n4 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change voter n5; commit 1
  → n3: term 1: append after 1@1: 2@1 change voter n5; commit 1
  → n4: term 1: append after 1@1: 2@1 change voter n5; commit 1
n2 ← n1: term 1: append after 1@1: 2@1 change voter n5; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 change voter n5
  → n1: term 1: accepted up to 2
  * stored 1 → 2
lost, n2 to n1: term 1: accepted up to 2
lost, n1 to n3: term 1: append after 1@1: 2@1 change voter n5; commit 1
lost, n1 to n4: term 1: append after 1@1: 2@1 change voter n5; commit 1

# n2 leads term 2, and is asked for another change while the one of term 1 is in its log and not applied: that becomes a no-op.
(campaign 2)
(settle 2)
(deliver 3)
(settle 3)
(deliver 4)
(settle 4)
deliver 2
change 2 remove=1
log 2
---
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
n2 ← n4: term 2: gives a vote
  counts vote of n4: yes
  appends 3@2
  * role candidate → leader, leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  * of n1 probe 0/3 paused told 1
  * of n3 probe 0/3 paused told 1
  * of n4 probe 0/3 paused told 1
  → n1: term 2: append after 2@1: 3@2 no-op; commit 1
  → n3: term 2: append after 2@1: 3@2 no-op; commit 1
  → n4: term 2: append after 2@1: 3@2 no-op; commit 1
change 2 remove=1
  refuses the change
  appends 4@2
  * log 1 to 3@2 → 1 to 4@2
n2: 1@1 no-op, 2@1 change voter n5, 3@2 no-op, 4@2 no-op

# With the inherited change applied there is room for another one.
(settle 2 3 4 5)
status 2
change 2 remove=1
(settle 2 3 4 5)
log 2
status 2
---
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 4@2, stored 4, commit 4, applied 4, members voters n1 n2 n3 n4 n5, of n1 probe 0/3 paused told 1, of n3 replicate 4/5 told 4 heard, of n4 replicate 4/5 told 4 heard, of n5 replicate 4/5 told 4 heard
change 2 remove=1
  appends 5@2
  * log 1 to 4@2 → 1 to 5@2
  * of n3 replicate 4/6 1 in flight told 4 heard
  * of n4 replicate 4/6 1 in flight told 4 heard
  * of n5 replicate 4/6 1 in flight told 4 heard
  → n3: term 2: append after 4@2: 5@2 change remove n1; commit 4
  → n4: term 2: append after 4@2: 5@2 change remove n1; commit 4
  → n5: term 2: append after 4@2: 5@2 change remove n1; commit 4
n2: 1@1 no-op, 2@1 change voter n5, 3@2 no-op, 4@2 no-op, 5@2 change remove n1
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 5@2, stored 5, commit 5, applied 5, members voters n2 n3 n4 n5, of n3 replicate 5/6 told 5 heard, of n4 replicate 5/6 told 5 heard, of n5 replicate 5/6 told 5 heard
