# A leader sends what it appends before its own disk has it, a follower answers once it is stored, and the leader's own copy counts last (Raft dissertation §10.2.1; etcd AsyncStorageWrites).
cluster 1 2 3
(campaign 1)
(settle)
slow-disk 1
propose 1 a
settle
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 1
  → n3: term 1: append after 1@1: 2@1 a; commit 1
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
  * of n2 replicate 2/3 told 1 heard
n1 ← n3: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  * of n3 replicate 2/3 told 2 heard
  → n2: term 1: append after 2@1: nothing; commit 2
  → n3: term 1: append after 2@1: nothing; commit 2
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

# n2 and n3 are a majority without the leader's disk: a is committed, and n1 applies it only once it is stored there.
write 1
propose 1 b
settle
status 1
---
n1 writes term 1, vote n1, commit 2; 2@1 a
propose 1 b
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 2/4 1 in flight told 2 heard
  * of n3 replicate 2/4 1 in flight told 2 heard
  → n2: term 1: append after 2@1: 3@1 b; commit 2
  → n3: term 1: append after 2@1: 3@1 b; commit 2
n2 ← n1: term 1: append after 2@1: 3@1 b; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 2@1: 3@1 b; commit 2
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 3@1 b
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n3 writes 3@1 b
  → n1: term 1: accepted up to 3
  * stored 2 → 3
n1 ← n2: term 1: accepted up to 3
  * of n2 replicate 3/4 told 2 heard
n1 ← n3: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/4 told 3 heard
  * of n3 replicate 3/4 told 3 heard
  → n2: term 1: append after 3@1: nothing; commit 3
  → n3: term 1: append after 3@1: nothing; commit 3
n2 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 3@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 3
n2 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n2 applies 3@1 b
  * applied 2 → 3
n3 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 3
n3 applies 3@1 b
  * applied 2 → 3
n1 ← n2: term 1: accepted up to 3
n1 ← n3: term 1: accepted up to 3
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 3@1, stored 1, commit 3, applied 1, members voters n1 n2 n3, of n2 replicate 3/4 told 3 heard, of n3 replicate 3/4 told 3 heard

# The first write is done: a is applied. b was not in it.
written 1
settle
---
n1 has written
  * stored 1 → 2
n1 applies 2@1 a
  * applied 1 → 2

write 1
written 1
settle
---
n1 writes term 1, vote n1, commit 3; 3@1 b
n1 has written
  * stored 2 → 3
n1 applies 3@1 b
  * applied 2 → 3
