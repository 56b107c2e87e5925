# With lease-based reads nobody forgets the leader: its lease rests on their memory (etcd ForgetLeader, ReadOnlyLeaseBased).
cluster 1 2 3 check-quorum lease-reads
(campaign 1)
(settle)
forget-leader 2
status 2
---
forget-leader 2
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3

# So n2 gives no vote while n1 answers reads at once.
read 1
campaign 3
settle 3
deliver 2
lose 1
---
read 1
  answers read 1 once 1 is applied
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
n2 ← n3: term 2: asks for a vote, log ends at 1@1
  no vote for n3: a leader is alive, so no answer
lost, n3 to n1: term 2: asks for a vote, log ends at 1@1
