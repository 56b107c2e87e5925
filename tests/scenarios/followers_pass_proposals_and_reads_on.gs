# A follower passes proposals and reads on to its leader, and answers its reads itself (dissertation §6.4; etcd forwarding).
cluster 1 2 3
(campaign 1)
(settle)
propose 2 a
settle
---
propose 2 a
  → n1: please append a
n1 ← n2: please append a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 1
  → n3: term 1: append after 1@1: 2@1 a; commit 1
n1 writes 2@1 a
  * stored 1 → 2
n2 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 a
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n3 writes 2@1 a
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
n1 applies 2@1 a
  * applied 1 → 2
n2 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n2 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n2 applies 2@1 a
  * applied 1 → 2
n3 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n3 applies 2@1 a
  * applied 1 → 2
n1 ← n2: term 1: accepted up to 2
n1 ← n3: term 1: accepted up to 2

read 3
settle
---
read 3
  → n1: asks for read 1 of n3
n1 ← n3: asks for read 1 of n3
  → n2: term 1: heartbeat, commit 2, reads up to 1
  → n3: term 1: heartbeat, commit 2, reads up to 1
n2 ← n1: term 1: heartbeat, commit 2, reads up to 1
  → n1: term 1: alive, reads up to 1
n3 ← n1: term 1: heartbeat, commit 2, reads up to 1
  → n1: term 1: alive, reads up to 1
n1 ← n2: term 1: alive, reads up to 1
  confirms read 1 of n3 at 2
  → n3: term 1: read 1 of n3 may be answered at 2
n1 ← n3: term 1: alive, reads up to 1
n3 ← n1: term 1: read 1 of n3 may be answered at 2
  answers read 1 once 2 is applied
