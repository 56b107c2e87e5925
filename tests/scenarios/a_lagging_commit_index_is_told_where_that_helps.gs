# A follower whose commit index lags is told the newer one by its next acknowledgement or heartbeat, once, and never beyond what it holds (etcd lagging_commit).
cluster 1 2 3
(campaign 1)
(settle)
(propose 1 a)
(propose 1 b)
deliver 2
settle 1 2
---
n2 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 ← n1: term 1: append after 2@1: 3@1 b; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n1 writes 2@1 a, 3@1 b
  * stored 1 → 3
n2 writes 2@1 a, 3@1 b
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  * stored 1 → 3
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/4 1 in flight told 2 heard
  * of n3 replicate 1/4 2 in flight told 2 heard
  → n2: term 1: append after 3@1: nothing; commit 2
  → n3: term 1: append after 3@1: nothing; commit 2
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/4 told 3 heard
  * of n3 replicate 1/4 2 in flight told 3 heard
  → n2: term 1: append after 3@1: nothing; commit 3
  → n3: term 1: append after 3@1: nothing; commit 3
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 2@1 a, 3@1 b
  * applied 1 → 3
n2 ← n1: term 1: append after 3@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 3
n2 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n2 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 3
  → n1: term 1: accepted up to 3
n2 applies 2@1 a, 3@1 b
  * applied 1 → 3
n1 ← n2: term 1: accepted up to 3
n1 ← n2: term 1: accepted up to 3

# n3 has not heard of a, b or the commit. It gets a first: its acknowledgement brings it nothing new, for what is on its way tells more.
deliver 3 most=1
settle 3
deliver 1 from=3 most=1
---
n3 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 writes 2@1 a
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/4 1 in flight told 3 heard

# What was on its way is lost. A heartbeat tells no more than n3 is known to hold.
lose 3
beat 1
settle 1 2
deliver 3
settle 3
deliver 1
settle
status
---
lost, n1 to n3: term 1: append after 2@1: 3@1 b; commit 1
lost, n1 to n3: term 1: append after 3@1: nothing; commit 2
lost, n1 to n3: term 1: append after 3@1: nothing; commit 3
beat 1
  → n2: term 1: heartbeat, commit 3
  → n3: term 1: heartbeat, commit 2
n2 ← n1: term 1: heartbeat, commit 3
  → n1: term 1: alive
n1 ← n2: term 1: alive
n3 ← n1: term 1: heartbeat, commit 2
  * commit 1 → 2
  → n1: term 1: alive
n3 writes term 1, vote n1, commit 2 (no sync)
n3 applies 2@1 a
  * applied 1 → 2
n1 ← n3: term 1: alive
  → n3: term 1: append after 3@1: nothing; commit 3
n3 ← n1: term 1: append after 3@1: nothing; commit 3
  → n1: term 1: rejected after 3, try 2@1
n1 ← n3: term 1: rejected after 3, try 2@1
  * of n3 probe 2/3 paused told 3 heard
  → n3: term 1: append after 2@1: 3@1 b; commit 3
n3 ← n1: term 1: append after 2@1: 3@1 b; commit 3
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1, commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n3 writes term 1, vote n1, commit 3; 3@1 b
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n3 applies 3@1 b
  * applied 2 → 3
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/4 told 3 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 3@1, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n2 replicate 3/4 told 3 heard, of n3 replicate 3/4 told 3 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 3@1, stored 3, commit 3, applied 3, members voters n1 n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 3@1, stored 3, commit 3, applied 3, members voters n1 n2 n3
