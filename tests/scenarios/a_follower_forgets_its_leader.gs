# A follower told to forget its leader keeps term and vote, and learns the leader again from its next message (etcd ForgetLeader).
cluster 1 2 3 learner=4
(campaign 1)
(settle)
forget-leader 2
forget-leader 4
status 2 4
---
forget-leader 2
  * leader n1 → nobody
forget-leader 4
  * leader n1 → nobody
n2: role follower, term 1, vote n1, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3, learners n4
n4: role follower, term 1, vote nobody, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3, learners n4

# A read or a proposal has nowhere to go meanwhile.
read 2
propose 2 a
---
read 2
propose 2 a
  drops a proposal: no leader

beat 1
settle
---
beat 1
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
  → n4: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 1
  * leader nobody → n1
  → n1: term 1: alive
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n4 ← n1: term 1: heartbeat, commit 1
  * leader nobody → n1
  → n1: term 1: alive
n1 ← n2: term 1: alive
n1 ← n3: term 1: alive
n1 ← n4: term 1: alive

# Leaders have nothing to forget, candidates neither.
forget-leader 1
campaign 3
forget-leader 3
---
forget-leader 1
campaign 3
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n3, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n2 once stored: term 2: asks for a vote, log ends at 1@1
forget-leader 3
