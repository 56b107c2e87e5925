# While it probes, a leader sends one append with entries, and no other until the follower is heard of (etcd Progress probe).
cluster 1 2 3
(campaign 1)
(settle)
unreachable 1 3
propose 1 a
propose 1 b
---
unreachable 1 3
  * of n3 probe 1/2 told 1 heard
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 probe 1/2 paused told 1 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 1
  → n3: term 1: append after 1@1: 2@1 a; commit 1
propose 1 b
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 1/4 2 in flight told 1 heard
  → n2: term 1: append after 2@1: 3@1 b; commit 1

lose 3
settle 1 2
---
lost, n1 to n3: term 1: append after 1@1: 2@1 a; commit 1
n1 writes 2@1 a, 3@1 b
  * stored 1 → 3
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
  * of n2 replicate 2/4 1 in flight told 2 heard
  → n2: term 1: append after 3@1: nothing; commit 2
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/4 told 3 heard
  → n2: term 1: append after 3@1: nothing; commit 3
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

# The answer to a heartbeat allows one more.
beat 1
settle
---
beat 1
  → n2: term 1: heartbeat, commit 3
  → n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 3
  → n1: term 1: alive
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n1 ← n2: term 1: alive
n1 ← n3: term 1: alive
  * of n3 probe 1/2 paused told 3 heard
  → n3: term 1: append after 1@1: 2@1 a, 3@1 b; commit 3
n3 ← n1: term 1: append after 1@1: 2@1 a, 3@1 b; commit 3
  appends 2@1
  appends 3@1
  * log 1 to 1@1 → 1 to 3@1, commit 1 → 3
  → n1 once stored: term 1: accepted up to 3
n3 writes term 1, vote n1, commit 3; 2@1 a, 3@1 b
  → n1: term 1: accepted up to 3
  * stored 1 → 3
n3 applies 2@1 a, 3@1 b
  * applied 1 → 3
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/4 told 3 heard
