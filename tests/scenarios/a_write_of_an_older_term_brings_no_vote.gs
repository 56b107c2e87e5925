# A write that began in an older term does not make the vote of a newer one count, which the same node gave itself meanwhile (etcd async storage: no self-acknowledgement of an older term).
cluster 1 2 3
(campaign 1)
(settle)
slow-disk 1
propose 1 a
write 1
lose 2
lose 3
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 1
  → n3: term 1: append after 1@1: 2@1 a; commit 1
n1 writes 2@1 a
lost, n1 to n2: term 1: append after 1@1: 2@1 a; commit 1
lost, n1 to n3: term 1: append after 1@1: 2@1 a; commit 1

# n2 stands in term 2, so n1 gives up, and stands in term 3 itself, while its disk is still busy with a.
(campaign 2)
(settle 2)
(lose 3)
deliver 1
campaign 1
---
n1 ← n2: term 2: asks for a vote, log ends at 1@1
  gives up: there is a higher term
  no vote for n2: its log is behind
  * role leader → follower, term 1 → 2, vote n1 → nobody, leader n1 → nobody
  → n2 once stored: term 2: refuses a vote
campaign 1
  election timer ran out
  * role follower → candidate, term 2 → 3, vote nobody → n1
  → n2 once stored: term 3: asks for a vote, log ends at 2@1
  → n3 once stored: term 3: asks for a vote, log ends at 2@1

# The old write ends. It has a, and no vote.
written 1
status 1
---
n1 has written
  * stored 1 → 2
n1: role candidate, term 3, vote n1, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 1, applied 1, members voters n1 n2 n3

# The next one has the vote, and only now others are asked.
write 1
written 1
---
n1 writes term 3, vote n1, commit 1
n1 has written
  → n2: term 2: refuses a vote
  → n2: term 3: asks for a vote, log ends at 2@1
  → n3: term 3: asks for a vote, log ends at 2@1
  gave n1 its vote of term 3
  counts vote of n1: yes
