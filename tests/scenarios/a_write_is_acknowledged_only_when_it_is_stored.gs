# A single voter that crashes before its disk has an entry never counted it as committed (etcd 14370).
cluster 1
(campaign 1)
(settle)
slow-disk 1
propose 1 a
write 1
settle
status 1
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
n1 writes 2@1 a
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 1, commit 1, applied 1, members voters n1

crash 1
log 1
campaign 1
settle
---
n1 crashes and starts again
  * role leader → follower, leader n1 → nobody, log 1 to 2@1 → 1 to 1@1, applied 1 → 0
n1: 1@1 no-op
campaign 1
  election timer ran out
  * role follower → candidate, term 1 → 2
n1 writes term 2, vote n1, commit 1
  gave n1 its vote of term 2
  counts vote of n1: yes
  appends 2@2
  * role candidate → leader, leader nobody → n1, log 1 to 1@1 → 1 to 2@2
n1 applies 1@1 no-op
  * applied 0 → 1
n1 writes 2@2 no-op
  * stored 1 → 2, commit 1 → 2
n1 applies 2@2 no-op
  * applied 1 → 2
n1 writes term 2, vote n1, commit 2 (no sync)
