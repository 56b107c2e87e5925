# Known, as in etcd: if a member of two is removed and the other one dies before it hears of the commit, it can elect nobody (etcd raft doc.go).
cluster 1 2
(campaign 1)
(settle)
change 1 remove=2
settle 1
deliver 2
settle 2
deliver 1
settle 1
---
change 1 remove=2
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change remove n2; commit 1
n1 writes 2@1 change remove n2
  * stored 1 → 2
n2 ← n1: term 1: append after 1@1: 2@1 change remove n2; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 change remove n2
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  → n2: term 1: append after 2@1: nothing; commit 2
n1 writes term 1, vote n1, commit 2 (no sync)
n1 applies 2@1 change remove n2
  * applied 1 → 2, members voters n1 n2 → voters n1

# n1 is alone and well, and dies. n2 does not know that it is no member, and has no majority of two.
lose 2
campaign 2
settle 2
lose 1
status 2
---
lost, n1 to n2: term 1: append after 2@1: nothing; commit 2
campaign 2
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 2@1
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 2@1
  gave n2 its vote of term 2
  counts vote of n2: yes
lost, n2 to n1: term 2: asks for a vote, log ends at 2@1
n2: role candidate, term 2, vote n2, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 1, applied 1, members voters n1 n2
