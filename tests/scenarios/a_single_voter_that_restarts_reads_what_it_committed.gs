# A commit index need not be synced, so after a restart it may be too low: a single voter reads only after its next no-op (raft PR 105).
cluster 1
(campaign 1)
(settle)
propose 1 a
write 1
written 1
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
n1 writes 2@1 a
  * stored 1 → 2, commit 1 → 2

# a is committed and applied by nobody yet; the commit index is not on the disk.
crash 1
status 1
---
n1 crashes and starts again
  * role leader → follower, leader n1 → nobody, commit 2 → 1, applied 1 → 0
n1: role follower, term 1, vote n1, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 1, applied 0, members voters n1

campaign 1
write 1
written 1
read 1
settle
---
campaign 1
  election timer ran out
  * role follower → candidate, term 1 → 2
n1 writes term 2, vote n1, commit 1
  gave n1 its vote of term 2
  counts vote of n1: yes
  appends 3@2
  * role candidate → leader, leader nobody → n1, log 1 to 2@1 → 1 to 3@2
read 1
n1 writes 3@2 no-op
  confirms read 1 of n1 at 3
  * stored 2 → 3, commit 1 → 3
  answers read 1 once 3 is applied
n1 applies 1@1 no-op, 2@1 a, 3@2 no-op
  * applied 0 → 3
n1 writes term 2, vote n1, commit 3 (no sync)
