# A read that was asked in one term is not answered by that term's leader once the asker knows a newer one (etcd 21375).
cluster 1 2 3
(campaign 1)
(settle)
read 2
deliver 1
settle 1 3
---
read 2
  → n1: asks for read 1 of n2
n1 ← n2: asks for read 1 of n2
  → n2: term 1: heartbeat, commit 1, reads up to 1
  → n3: term 1: heartbeat, commit 1, reads up to 1
n3 ← n1: term 1: heartbeat, commit 1, reads up to 1
  → n1: term 1: alive, reads up to 1
n1 ← n3: term 1: alive, reads up to 1
  confirms read 1 of n2 at 1
  → n2: term 1: read 1 of n2 may be answered at 1

# The answer is on its way when n3 is elected by n2.
campaign 3
settle 3
lose 1
deliver 2 from=3
settle 2
deliver 2 from=1
status 2
---
campaign 3
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n3, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n2 once stored: term 2: asks for a vote, log ends at 1@1
n3 writes term 2, vote n3, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n2: term 2: asks for a vote, log ends at 1@1
  gave n3 its vote of term 2
  counts vote of n3: yes
lost, n3 to n1: term 2: asks for a vote, log ends at 1@1
n2 ← n3: term 2: asks for a vote, log ends at 1@1
  * term 1 → 2, vote n1 → n3, leader n1 → nobody
  → n3 once stored: term 2: gives a vote
n2 writes term 2, vote n3, commit 1
  → n3: term 2: gives a vote
  gave n3 its vote of term 2
n2 ← n1: term 1: heartbeat, commit 1, reads up to 1
n2 ← n1: term 1: read 1 of n2 may be answered at 1
n2: role follower, term 2, vote n3, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3
