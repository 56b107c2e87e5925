# Entry A is being written, B takes its place, then A again: the end of the first write vouches for nothing (etcd async_storage_writes_append_aba_race).
cluster 1 2 3 4 5
(campaign 1)
(settle)
slow-disk 3
---
ok

# A, an entry of term 1: on n1's disk, and on its way to n3's.
propose 1 a
settle 1
deliver 3
write 3
lose 2
lose 4
lose 5
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  * of n4 replicate 1/3 1 in flight told 1 heard
  * of n5 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 1
  → n3: term 1: append after 1@1: 2@1 a; commit 1
  → n4: term 1: append after 1@1: 2@1 a; commit 1
  → n5: term 1: append after 1@1: 2@1 a; commit 1
n1 writes 2@1 a
  * stored 1 → 2
n3 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 writes 2@1 a
lost, n1 to n2: term 1: append after 1@1: 2@1 a; commit 1
lost, n1 to n4: term 1: append after 1@1: 2@1 a; commit 1
lost, n1 to n5: term 1: append after 1@1: 2@1 a; commit 1

# B: n2, which never heard of A, leads term 2 with the votes of n4 and n5, and reaches n3 with its no-op.
(campaign 2)
(settle 2)
(deliver 4)
(deliver 5)
(settle 4 5)
(deliver 2 from=4)
(deliver 2 from=5)
(settle 2)
(deliver 1 from=2 most=1)
(lose 1)
(lose 4)
(lose 5)
deliver 3 from=2
log 3
status 3
---
n3 ← n2: term 2: asks for a vote, log ends at 1@1
  no vote for n2: its log is behind
  * term 1 → 2, vote n1 → nobody, leader n1 → nobody
  → n2 once stored: term 2: refuses a vote
n3 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  cuts its log from 2
  appends 2@2
  * leader nobody → n2, log 1 to 2@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n3: 1@1 no-op, 2@2 no-op
n3: role follower, term 2, vote nobody, leader n2, timer from 0.000000s, log 1 to 2@2, stored 1, commit 1, applied 1, members voters n1 n2 n3 n4 n5

# A again: n1 leads term 3 with the votes of n4 and n5, and n3 takes A in the place
# of B. Its refusal should wait for its disk, and then no A could come before the first write
# ends; the node is right even if its messages overtake its disk.
(campaign 1)
(settle 1)
(deliver 4)
(deliver 5)
(settle 4 5)
(deliver 1 from=4)
(deliver 1 from=5)
(settle 1)
(lose 2)
(lose 4)
(lose 5)
deliver 3 from=1
leak 3
deliver 1 from=3
deliver 3 from=1
log 3
status 3
---
n3 ← n1: term 3: asks for a vote, log ends at 2@1
  no vote for n1: its log is behind
  * term 2 → 3, leader n2 → nobody
  → n1 once stored: term 3: refuses a vote
n3 ← n1: term 3: append after 2@1: 3@3 no-op; commit 1
  * leader nobody → n1
  → n1 once stored: term 3: rejected after 2, try 1@1
leaks, n3 → n2: term 2: refuses a vote
leaks, n3 → n2: term 2: accepted up to 2
leaks, n3 → n1: term 3: refuses a vote
leaks, n3 → n1: term 3: rejected after 2, try 1@1
n1 ← n3: term 3: refuses a vote
n1 ← n3: term 3: rejected after 2, try 1@1
  * of n3 probe 0/2 paused told 1 heard
  → n3: term 3: append after 1@1: 2@1 a, 3@3 no-op; commit 1
n3 ← n1: term 3: append after 1@1: 2@1 a, 3@3 no-op; commit 1
  cuts its log from 2
  appends 2@1
  appends 3@3
  * log 1 to 2@2 → 1 to 3@3
  → n1 once stored: term 3: accepted up to 3
n3: 1@1 no-op, 2@1 a, 3@3 no-op
n3: role follower, term 3, vote nobody, leader n1, timer from 0.000000s, log 1 to 3@3, stored 1, commit 1, applied 1, members voters n1 n2 n3 n4 n5

# The first write ends. Its acknowledgement belongs to term 1; A as it stands now is not stored.
written 3
status 3
---
n3 has written
  → n1: term 1: accepted up to 2
n3: role follower, term 3, vote nobody, leader n1, timer from 0.000000s, log 1 to 3@3, stored 1, commit 1, applied 1, members voters n1 n2 n3 n4 n5

# The second write has it.
write 3
written 3
status 3
---
n3 writes term 3, vote nobody, commit 1; 2@1 a, 3@3 no-op
n3 has written
  → n1: term 3: accepted up to 3
  * stored 1 → 3
n3: role follower, term 3, vote nobody, leader n1, timer from 0.000000s, log 1 to 3@3, stored 3, commit 1, applied 1, members voters n1 n2 n3 n4 n5
