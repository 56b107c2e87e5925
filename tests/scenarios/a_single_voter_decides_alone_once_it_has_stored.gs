# A single voter elects itself and commits alone, each only when its own disk has it (Raft §5.2, §5.3; etcd 14370).
cluster 1
slow-disk 1
campaign 1
settle
---
campaign 1
  election timer ran out
  * role follower → candidate, term 0 → 1, vote nobody → n1

# Its vote is stored, so it leads; its no-op waits for the disk.
write 1
written 1
settle
---
n1 writes term 1, vote n1, commit 0
n1 has written
  gave n1 its vote of term 1
  counts vote of n1: yes
  appends 1@1
  * role candidate → leader, leader nobody → n1, log 1 to 0@0 → 1 to 1@1

write 1
written 1
settle
---
n1 writes 1@1 no-op
n1 has written
  * stored 0 → 1, commit 0 → 1
n1 applies 1@1 no-op
  * applied 0 → 1

# An entry is not committed, let alone applied, before it is stored.
propose 1 a
settle
write 1
settle
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
n1 writes term 1, vote n1, commit 1; 2@1 a

written 1
settle
---
n1 has written
  * stored 1 → 2, commit 1 → 2
n1 applies 2@1 a
  * applied 1 → 2
