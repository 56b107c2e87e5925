# A transfer whose target does not answer ends after an election timeout; another target replaces it, a learner is none (dissertation §3.10; etcd abortLeaderTransfer).
cluster 1 2 3 learner=4
(campaign 1)
(settle)
transfer 1 4
transfer 1 2
transfer 1 2
transfer 1 3
lose 2
lose 3
propose 1 a
---
transfer 1 4
transfer 1 2
  hands over to n2
  → n2: term 1: stand for election now
transfer 1 2
transfer 1 3
  no longer hands over to n2
  hands over to n3
  → n3: term 1: stand for election now
lost, n1 to n2: term 1: stand for election now
lost, n1 to n3: term 1: stand for election now
propose 1 a
  drops a proposal: handing over

wait 1000ms
wake 1
propose 1 b
---
it is 1.000000s
wake 1
  no longer hands over to n3
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
  → n4: term 1: heartbeat, commit 1
propose 1 b
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  * of n4 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 b; commit 1
  → n3: term 1: append after 1@1: 2@1 b; commit 1
  → n4: term 1: append after 1@1: 2@1 b; commit 1
