# At most inflight messages are on their way to a follower; each acknowledgement lets the next one go (etcd MaxInflightMsgs, replicate_pause).
cluster 1 2 3 inflight=2
(campaign 1)
(settle)
propose 1 a
propose 1 b
propose 1 c
propose 1 d
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 1
  → n3: term 1: append after 1@1: 2@1 a; commit 1
propose 1 b
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 1/4 paused 2 in flight told 1 heard
  * of n3 replicate 1/4 paused 2 in flight told 1 heard
  → n2: term 1: append after 2@1: 3@1 b; commit 1
  → n3: term 1: append after 2@1: 3@1 b; commit 1
propose 1 c
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
propose 1 d
  appends 5@1
  * log 1 to 4@1 → 1 to 5@1

# n2 is heard of; n3 is not, and nothing more goes to it.
settle 1 2
propose 1 e
---
n1 writes 2@1 a, 3@1 b, 4@1 c, 5@1 d
  * stored 1 → 5
n2 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 ← n1: term 1: append after 2@1: 3@1 b; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 2@1 a, 3@1 b
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  * stored 1 → 3
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/6 paused 2 in flight told 2 heard
  → n2: term 1: append after 3@1: 4@1 c, 5@1 d; commit 2
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/6 1 in flight told 3 heard
  → n2: term 1: append after 5@1: nothing; commit 3
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 2@1 a, 3@1 b
  * applied 1 → 3
n2 ← n1: term 1: append after 3@1: 4@1 c, 5@1 d; commit 2
  appends 4@1
  appends 5@1
  * log 1 to 3@1 → 1 to 5@1, commit 1 → 2
  → n1 once stored: term 1: accepted up to 5
n2 ← n1: term 1: append after 5@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 5
n2 writes term 1, vote n1, commit 3; 4@1 c, 5@1 d
  → n1: term 1: accepted up to 5
  → n1: term 1: accepted up to 5
  * stored 3 → 5
n2 applies 2@1 a, 3@1 b
  * applied 1 → 3
n1 ← n2: term 1: accepted up to 5
  * commit 3 → 5
  * of n2 replicate 5/6 told 5 heard
  → n2: term 1: append after 5@1: nothing; commit 5
n1 ← n2: term 1: accepted up to 5
n1 writes term 1, vote n1, commit 5 (no sync)
n1 applies 4@1 c, 5@1 d
  * applied 3 → 5
n2 ← n1: term 1: append after 5@1: nothing; commit 5
  * commit 3 → 5
  → n1 once stored: term 1: accepted up to 5
n2 writes term 1, vote n1, commit 5 (no sync)
  → n1: term 1: accepted up to 5
n2 applies 4@1 c, 5@1 d
  * applied 3 → 5
n1 ← n2: term 1: accepted up to 5
propose 1 e
  appends 6@1
  * log 1 to 5@1 → 1 to 6@1
  * of n2 replicate 5/7 1 in flight told 5 heard
  → n2: term 1: append after 5@1: 6@1 e; commit 5

settle
status 1
---
n1 writes 6@1 e
  * stored 5 → 6
n2 ← n1: term 1: append after 5@1: 6@1 e; commit 5
  appends 6@1
  * log 1 to 5@1 → 1 to 6@1
  → n1 once stored: term 1: accepted up to 6
n3 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: 3@1 b; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 6@1 e
  → n1: term 1: accepted up to 6
  * stored 5 → 6
n3 writes 2@1 a, 3@1 b
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  * stored 1 → 3
n1 ← n2: term 1: accepted up to 6
  * commit 5 → 6
  * of n2 replicate 6/7 told 6 heard
  → n2: term 1: append after 6@1: nothing; commit 6
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/7 paused 2 in flight told 6 heard
  → n3: term 1: append after 3@1: 4@1 c, 5@1 d, 6@1 e; commit 6
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/7 1 in flight told 6 heard
n1 writes term 1, vote n1, commit 6 (no sync)
n1 applies 6@1 e
  * applied 5 → 6
n2 ← n1: term 1: append after 6@1: nothing; commit 6
  * commit 5 → 6
  → n1 once stored: term 1: accepted up to 6
n3 ← n1: term 1: append after 3@1: 4@1 c, 5@1 d, 6@1 e; commit 6
  appends 4@1
  appends 5@1
  appends 6@1
  * log 1 to 3@1 → 1 to 6@1, commit 1 → 6
  → n1 once stored: term 1: accepted up to 6
n2 writes term 1, vote n1, commit 6 (no sync)
  → n1: term 1: accepted up to 6
n2 applies 6@1 e
  * applied 5 → 6
n3 writes term 1, vote n1, commit 6; 4@1 c, 5@1 d, 6@1 e
  → n1: term 1: accepted up to 6
  * stored 3 → 6
n3 applies 2@1 a, 3@1 b, 4@1 c, 5@1 d, 6@1 e
  * applied 1 → 6
n1 ← n2: term 1: accepted up to 6
n1 ← n3: term 1: accepted up to 6
  * of n3 replicate 6/7 told 6 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 6@1, stored 6, commit 6, applied 6, members voters n1 n2 n3, of n2 replicate 6/7 told 6 heard, of n3 replicate 6/7 told 6 heard
