# Known, as in etcd: with lease reads the old leader answers on after it asked its successor to stand, and that one may have written already (dissertation §6.4.1).
cluster 1 2 3 check-quorum lease-reads
(campaign 1)
(settle)
transfer 1 2
---
transfer 1 2
  hands over to n2
  → n2: term 1: stand for election now

# n2 stands with the old leader's word, so n3 votes in spite of its lease.
deliver 2
settle 2 3
propose 2 b
settle 2 3
status 2
---
n2 ← n1: term 1: stand for election now
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 1@1, handed over
  → n3 once stored: term 2: asks for a vote, log ends at 1@1, handed over
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1, handed over
  → n3: term 2: asks for a vote, log ends at 1@1, handed over
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 ← n2: term 2: asks for a vote, log ends at 1@1, handed over
  * term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
  appends 2@2
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 2: append after 1@1: 2@2 no-op; commit 1
  → n3: term 2: append after 1@1: 2@2 no-op; commit 1
n2 writes 2@2 no-op
  * stored 1 → 2
n3 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  appends 2@2
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n3 writes 2@2 no-op
  → n2: term 2: accepted up to 2
  * stored 1 → 2
n2 ← n3: term 2: accepted up to 2
  * commit 1 → 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 2: append after 2@2: nothing; commit 2
n2 writes term 2, vote n2, commit 2 (no sync)
n2 applies 2@2 no-op
  * applied 1 → 2
n3 ← n2: term 2: append after 2@2: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 2: accepted up to 2
n3 writes term 2, vote n2, commit 2 (no sync)
  → n2: term 2: accepted up to 2
n3 applies 2@2 no-op
  * applied 1 → 2
n2 ← n3: term 2: accepted up to 2
propose 2 b
  appends 3@2
  * log 1 to 2@2 → 1 to 3@2
  * of n3 replicate 2/4 1 in flight told 2 heard
  → n3: term 2: append after 2@2: 3@2 b; commit 2
n2 writes 3@2 b
  * stored 2 → 3
n3 ← n2: term 2: append after 2@2: 3@2 b; commit 2
  appends 3@2
  * log 1 to 2@2 → 1 to 3@2
  → n2 once stored: term 2: accepted up to 3
n3 writes 3@2 b
  → n2: term 2: accepted up to 3
  * stored 2 → 3
n2 ← n3: term 2: accepted up to 3
  * commit 2 → 3
  * of n3 replicate 3/4 told 3 heard
  → n3: term 2: append after 3@2: nothing; commit 3
n2 writes term 2, vote n2, commit 3 (no sync)
n2 applies 3@2 b
  * applied 2 → 3
n3 ← n2: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n2 once stored: term 2: accepted up to 3
n3 writes term 2, vote n2, commit 3 (no sync)
  → n2: term 2: accepted up to 3
n3 applies 3@2 b
  * applied 2 → 3
n2 ← n3: term 2: accepted up to 3
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n1 probe 0/2 paused told 1, of n3 replicate 3/4 told 3 heard

# n1 has heard nothing, and its lease runs: it answers without b.
read 1
---
read 1
  answers read 1 once 1 is applied
