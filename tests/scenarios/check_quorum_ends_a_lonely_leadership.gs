# A leader that hears no majority for an election timeout gives up in the same term (dissertation §6.2; etcd CheckQuorum).
cluster 1 2 3 check-quorum
(campaign 1)
(settle)
status 1
---
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3, of n2 replicate 1/2 told 1 heard, of n3 replicate 1/2 told 1 heard

# In the first period both were heard; the marks are taken away for the next one.
wait 1000ms
wake 1
lose 2
lose 3
---
it is 1.000000s
wake 1
  * of n2 replicate 1/2 told 1
  * of n3 replicate 1/2 told 1
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
lost, n1 to n2: term 1: heartbeat, commit 1
lost, n1 to n3: term 1: heartbeat, commit 1

# One answer in the second period is a majority with the leader itself.
beat 1
lose 3
settle 1 2
wait 1000ms
wake 1
lose 2
lose 3
---
beat 1
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
lost, n1 to n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 1
  * timer from 0.000000s → from 1.000000s
  → n1: term 1: alive
n1 ← n2: term 1: alive
  * of n2 replicate 1/2 told 1 heard
it is 2.000000s
wake 1
  * of n2 replicate 1/2 told 1
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
lost, n1 to n2: term 1: heartbeat, commit 1
lost, n1 to n3: term 1: heartbeat, commit 1

# No answer in the third.
wait 1000ms
wake 1
status 1
---
it is 3.000000s
wake 1
  gives up: no majority was heard
  * role leader → follower, leader n1 → nobody, timer from 0.000000s → from 3.000000s
n1: role follower, term 1, vote n1, leader nobody, timer from 3.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3
