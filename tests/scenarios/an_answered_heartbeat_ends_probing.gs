# A follower that has everything and was reported unreachable is probed, and the next answered heartbeat makes it replicate again (etcd heartbeat_resp_recovers_from_probing).
cluster 1 2 3
(campaign 1)
(settle)
unreachable 1 2
---
unreachable 1 2
  * of n2 probe 1/2 told 1 heard

beat 1
settle
status 1
---
beat 1
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 1: alive
n1 ← n2: term 1: alive
  → n2: term 1: append after 1@1: nothing; commit 1
n1 ← n3: term 1: alive
n2 ← n1: term 1: append after 1@1: nothing; commit 1
  → n1: term 1: accepted up to 1
n1 ← n2: term 1: accepted up to 1
  * of n2 replicate 1/2 told 1 heard
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3, of n2 replicate 1/2 told 1 heard, of n3 replicate 1/2 told 1 heard
