# Of two changes that are not applied the second becomes a no-op, and nothing is lost of what stands beside it (etcd pendingConfIndex).
cluster 1 2 3
(campaign 1)
(settle)
join 4
change 1 voter=4
change 1 remove=3
propose 1 a
settle
log 1
status 1
---
change 1 voter=4
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change voter n4; commit 1
  → n3: term 1: append after 1@1: 2@1 change voter n4; commit 1
change 1 remove=3
  refuses the change
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 1/4 2 in flight told 1 heard
  * of n3 replicate 1/4 2 in flight told 1 heard
  → n2: term 1: append after 2@1: 3@1 no-op; commit 1
  → n3: term 1: append after 2@1: 3@1 no-op; commit 1
propose 1 a
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  * of n2 replicate 1/5 3 in flight told 1 heard
  * of n3 replicate 1/5 3 in flight told 1 heard
  → n2: term 1: append after 3@1: 4@1 a; commit 1
  → n3: term 1: append after 3@1: 4@1 a; commit 1
n1 writes 2@1 change voter n4, 3@1 no-op, 4@1 a
  * stored 1 → 4
n2 ← n1: term 1: append after 1@1: 2@1 change voter n4; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 ← n1: term 1: append after 2@1: 3@1 no-op; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 ← n1: term 1: append after 3@1: 4@1 a; commit 1
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  → n1 once stored: term 1: accepted up to 4
n3 ← n1: term 1: append after 1@1: 2@1 change voter n4; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: 3@1 no-op; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 3@1: 4@1 a; commit 1
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  → n1 once stored: term 1: accepted up to 4
n2 writes 2@1 change voter n4, 3@1 no-op, 4@1 a
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  → n1: term 1: accepted up to 4
  * stored 1 → 4
n3 writes 2@1 change voter n4, 3@1 no-op, 4@1 a
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  → n1: term 1: accepted up to 4
  * stored 1 → 4
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/5 2 in flight told 2 heard
  * of n3 replicate 1/5 3 in flight told 2 heard
  → n2: term 1: append after 4@1: nothing; commit 2
  → n3: term 1: append after 4@1: nothing; commit 2
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/5 1 in flight told 3 heard
  * of n3 replicate 1/5 3 in flight told 3 heard
  → n2: term 1: append after 4@1: nothing; commit 3
  → n3: term 1: append after 4@1: nothing; commit 3
n1 ← n2: term 1: accepted up to 4
  * commit 3 → 4
  * of n2 replicate 4/5 told 4 heard
  * of n3 replicate 1/5 3 in flight told 4 heard
  → n2: term 1: append after 4@1: nothing; commit 4
  → n3: term 1: append after 4@1: nothing; commit 4
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/5 2 in flight told 4 heard
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/5 1 in flight told 4 heard
n1 ← n3: term 1: accepted up to 4
  * of n3 replicate 4/5 told 4 heard
n1 writes term 1, vote n1, commit 4 (no sync)
n1 applies 2@1 change voter n4, 3@1 no-op, 4@1 a
  * applied 1 → 4, members voters n1 n2 n3 → voters n1 n2 n3 n4
  * of n4 probe 0/4 paused told 4 heard
  → n4: term 1: append after 3@1: 4@1 a; commit 4
n2 ← n1: term 1: append after 4@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 4
n2 ← n1: term 1: append after 4@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 4
n2 ← n1: term 1: append after 4@1: nothing; commit 4
  * commit 3 → 4
  → n1 once stored: term 1: accepted up to 4
n3 ← n1: term 1: append after 4@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 4
n3 ← n1: term 1: append after 4@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 4
n3 ← n1: term 1: append after 4@1: nothing; commit 4
  * commit 3 → 4
  → n1 once stored: term 1: accepted up to 4
n4 ← n1: term 1: append after 3@1: 4@1 a; commit 4
  * term 0 → 1, leader nobody → n1
  → n1 once stored: term 1: rejected after 3, try 0@0
n2 writes term 1, vote n1, commit 4 (no sync)
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
n2 applies 2@1 change voter n4, 3@1 no-op, 4@1 a
  * applied 1 → 4, members voters n1 n2 n3 → voters n1 n2 n3 n4
n3 writes term 1, vote n1, commit 4 (no sync)
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
n3 applies 2@1 change voter n4, 3@1 no-op, 4@1 a
  * applied 1 → 4, members voters n1 n2 n3 → voters n1 n2 n3 n4
n4 writes term 1, vote nobody, commit 0
  → n1: term 1: rejected after 3, try 0@0
n1 ← n2: term 1: accepted up to 4
n1 ← n2: term 1: accepted up to 4
n1 ← n2: term 1: accepted up to 4
n1 ← n3: term 1: accepted up to 4
n1 ← n3: term 1: accepted up to 4
n1 ← n3: term 1: accepted up to 4
n1 ← n4: term 1: rejected after 3, try 0@0
  * of n4 probe 0/1 paused told 4 heard
  → n4: term 1: append after 0@0: 1@1 no-op, 2@1 change voter n4, 3@1 no-op, 4@1 a; commit 4
n4 ← n1: term 1: append after 0@0: 1@1 no-op, 2@1 change voter n4, 3@1 no-op, 4@1 a; commit 4
  appends 1@1
  appends 2@1
  appends 3@1
  appends 4@1
  * log 1 to 0@0 → 1 to 4@1, commit 0 → 4
  → n1 once stored: term 1: accepted up to 4
n4 writes term 1, vote nobody, commit 4; 1@1 no-op, 2@1 change voter n4, 3@1 no-op, 4@1 a
  → n1: term 1: accepted up to 4
  * stored 0 → 4
n4 applies 1@1 no-op, 2@1 change voter n4, 3@1 no-op, 4@1 a
  * applied 0 → 4, members voters n1 n2 n3 → voters n1 n2 n3 n4
n1 ← n4: term 1: accepted up to 4
  * of n4 replicate 4/5 told 4 heard
n1: 1@1 no-op, 2@1 change voter n4, 3@1 no-op, 4@1 a
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n1 n2 n3 n4, of n2 replicate 4/5 told 4 heard, of n3 replicate 4/5 told 4 heard, of n4 replicate 4/5 told 4 heard

# Once the first is applied, the second may be tried again.
change 1 remove=3
(settle)
status 1
---
change 1 remove=3
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1
  * of n2 replicate 4/6 1 in flight told 4 heard
  * of n3 replicate 4/6 1 in flight told 4 heard
  * of n4 replicate 4/6 1 in flight told 4 heard
  → n2: term 1: append after 4@1: 5@1 change remove n3; commit 4
  → n3: term 1: append after 4@1: 5@1 change remove n3; commit 4
  → n4: term 1: append after 4@1: 5@1 change remove n3; commit 4
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 5@1, stored 5, commit 5, applied 5, members voters n1 n2 n4, of n2 replicate 5/6 told 5 heard, of n4 replicate 5/6 told 5 heard
