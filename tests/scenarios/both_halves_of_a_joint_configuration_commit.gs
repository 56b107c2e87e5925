# In a joint configuration an entry commits only with a majority of either half (Raft §6).
cluster 1 2 3
(campaign 1)
(settle)
join 4
join 5
change 1 voter=4 voter=5 remove=2 remove=3 joint=explicit
(settle)
status 1
---
change 1 voter=4 voter=5 remove=2 remove=3 joint=explicit
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 voter n5 remove n2 remove n3; commit 1
  → n3: term 1: append after 1@1: 2@1 explicit-joint-change voter n4 voter n5 remove n2 remove n3; commit 1
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n4 n5, outgoing n1 n2 n3, of n2 replicate 2/3 told 2 heard, of n3 replicate 2/3 told 2 heard, of n4 replicate 2/3 told 2 heard, of n5 replicate 2/3 told 2 heard

# The old half alone is not enough.
propose 1 a
settle 1 2 3
---
propose 1 a
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 2/4 1 in flight told 2 heard
  * of n3 replicate 2/4 1 in flight told 2 heard
  * of n4 replicate 2/4 1 in flight told 2 heard
  * of n5 replicate 2/4 1 in flight told 2 heard
  → n2: term 1: append after 2@1: 3@1 a; commit 2
  → n3: term 1: append after 2@1: 3@1 a; commit 2
  → n4: term 1: append after 2@1: 3@1 a; commit 2
  → n5: term 1: append after 2@1: 3@1 a; commit 2
n1 writes 3@1 a
  * stored 2 → 3
n2 ← n1: term 1: append after 2@1: 3@1 a; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 2@1: 3@1 a; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 3@1 a
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n3 writes 3@1 a
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n1 ← n2: term 1: accepted up to 3
  * of n2 replicate 3/4 told 2 heard
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/4 told 2 heard

# With one of the new half it is.
settle 1 2 3 4
---
n4 ← n1: term 1: append after 2@1: 3@1 a; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n4 writes 3@1 a
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n1 ← n4: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/4 told 3 heard
  * of n3 replicate 3/4 told 3 heard
  * of n4 replicate 3/4 told 3 heard
  * of n5 replicate 2/4 1 in flight told 3 heard
  → n2: term 1: append after 3@1: nothing; commit 3
  → n3: term 1: append after 3@1: nothing; commit 3
  → n4: term 1: append after 3@1: nothing; commit 3
  → n5: term 1: append after 3@1: nothing; commit 3
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 3@1 a
  * applied 2 → 3
n2 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n4 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n2 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n2 applies 3@1 a
  * applied 2 → 3
n3 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n3 applies 3@1 a
  * applied 2 → 3
n4 writes term 1, vote nobody, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n4 applies 3@1 a
  * applied 2 → 3
n1 ← n2: term 1: accepted up to 3
n1 ← n3: term 1: accepted up to 3
n1 ← n4: term 1: accepted up to 3
