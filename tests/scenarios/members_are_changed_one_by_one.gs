# A simple change adds, demotes or removes one member, and takes effect when it is applied (dissertation §4.1; etcd confchange Simple).
cluster 1 2
(campaign 1)
(settle)
join 3
change 1 learner=3
settle
---
change 1 learner=3
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change learner n3; commit 1
n1 writes 2@1 change learner n3
  * stored 1 → 2
n2 ← n1: term 1: append after 1@1: 2@1 change learner n3; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 change learner n3
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  → n2: term 1: append after 2@1: nothing; commit 2
n1 writes term 1, vote n1, commit 2 (no sync)
n1 applies 2@1 change learner n3
  * applied 1 → 2, members voters n1 n2 → voters n1 n2, learners n3
  * of n3 probe 0/2 paused told 2 heard
  → n3: term 1: append after 1@1: 2@1 change learner n3; commit 2
n2 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 1@1: 2@1 change learner n3; commit 2
  * term 0 → 1, leader nobody → n1
  → n1 once stored: term 1: rejected after 1, try 0@0
n2 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n2 applies 2@1 change learner n3
  * applied 1 → 2, members voters n1 n2 → voters n1 n2, learners n3
n3 writes term 1, vote nobody, commit 0
  → n1: term 1: rejected after 1, try 0@0
n1 ← n2: term 1: accepted up to 2
n1 ← n3: term 1: rejected after 1, try 0@0
  * of n3 probe 0/1 paused told 2 heard
  → n3: term 1: append after 0@0: 1@1 no-op, 2@1 change learner n3; commit 2
n3 ← n1: term 1: append after 0@0: 1@1 no-op, 2@1 change learner n3; commit 2
  appends 1@1
  appends 2@1
  * log 1 to 0@0 → 1 to 2@1, commit 0 → 2
  → n1 once stored: term 1: accepted up to 2
n3 writes term 1, vote nobody, commit 2; 1@1 no-op, 2@1 change learner n3
  → n1: term 1: accepted up to 2
  * stored 0 → 2
n3 applies 1@1 no-op, 2@1 change learner n3
  * applied 0 → 2, members voters n1 n2 → voters n1 n2, learners n3
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/3 told 2 heard

# A learner becomes a voter.
change 1 voter=3
settle
---
change 1 voter=3
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 2/4 1 in flight told 2 heard
  * of n3 replicate 2/4 1 in flight told 2 heard
  → n2: term 1: append after 2@1: 3@1 change voter n3; commit 2
  → n3: term 1: append after 2@1: 3@1 change voter n3; commit 2
n1 writes 3@1 change voter n3
  * stored 2 → 3
n2 ← n1: term 1: append after 2@1: 3@1 change voter n3; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 2@1: 3@1 change voter n3; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 3@1 change voter n3
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n3 writes 3@1 change voter n3
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/4 told 3 heard
  * of n3 replicate 2/4 1 in flight told 3 heard
  → n2: term 1: append after 3@1: nothing; commit 3
  → n3: term 1: append after 3@1: nothing; commit 3
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/4 told 3 heard
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 3@1 change voter n3
  * applied 2 → 3, members voters n1 n2, learners n3 → voters n1 n2 n3
n2 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n2 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n2 applies 3@1 change voter n3
  * applied 2 → 3, members voters n1 n2, learners n3 → voters n1 n2 n3
n3 writes term 1, vote nobody, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n3 applies 3@1 change voter n3
  * applied 2 → 3, members voters n1 n2, learners n3 → voters n1 n2 n3
n1 ← n2: term 1: accepted up to 3
n1 ← n3: term 1: accepted up to 3

# A voter becomes a learner, and at last nothing.
change 1 learner=2
(settle)
change 1 remove=2
(settle)
status 1 3
---
change 1 learner=2
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  * of n2 replicate 3/5 1 in flight told 3 heard
  * of n3 replicate 3/5 1 in flight told 3 heard
  → n2: term 1: append after 3@1: 4@1 change learner n2; commit 3
  → n3: term 1: append after 3@1: 4@1 change learner n2; commit 3
change 1 remove=2
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1
  * of n2 replicate 4/6 1 in flight told 4 heard
  * of n3 replicate 4/6 1 in flight told 4 heard
  → n2: term 1: append after 4@1: 5@1 change remove n2; commit 4
  → n3: term 1: append after 4@1: 5@1 change remove n2; commit 4
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n3, of n3 replicate 5/6 told 5 heard
n3: role follower, term 1, vote nobody, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n3
