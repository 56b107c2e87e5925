# An answer to a heartbeat from before a read arrived does not confirm that read: the leader may be deposed meanwhile (etcd 20418).
cluster 1 2 3
(campaign 1)
(settle)
read 1
deliver 2
lose 3
---
read 1
  → n2: term 1: heartbeat, commit 1, reads up to 1
  → n3: term 1: heartbeat, commit 1, reads up to 1
n2 ← n1: term 1: heartbeat, commit 1, reads up to 1
  → n1: term 1: alive, reads up to 1
lost, n1 to n3: term 1: heartbeat, commit 1, reads up to 1

# n2's answer confirms the first read, and is on its way a second time.
deliver 1 again
---
n1 ← n2: term 1: alive, reads up to 1
  confirms read 1 of n1 at 1
  answers read 1 once 1 is applied

# n2 and n3 elect n2 and commit b; n1 hears nothing of that.
campaign 2
settle 2
deliver 3
settle 3
settle 2 3
propose 2 b
(settle 2 3)
status 1 2 3
---
campaign 2
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n3 once stored: term 2: asks for a vote, log ends at 1@1
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n3: term 2: asks for a vote, log ends at 1@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 ← n2: term 2: asks for a vote, log ends at 1@1
  * term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
  appends 2@2
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 2: append after 1@1: 2@2 no-op; commit 1
  → n3: term 2: append after 1@1: 2@2 no-op; commit 1
n2 writes 2@2 no-op
  * stored 1 → 2
n3 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  appends 2@2
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n3 writes 2@2 no-op
  → n2: term 2: accepted up to 2
  * stored 1 → 2
n2 ← n3: term 2: accepted up to 2
  * commit 1 → 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 2: append after 2@2: nothing; commit 2
n2 writes term 2, vote n2, commit 2 (no sync)
n2 applies 2@2 no-op
  * applied 1 → 2
n3 ← n2: term 2: append after 2@2: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 2: accepted up to 2
n3 writes term 2, vote n2, commit 2 (no sync)
  → n2: term 2: accepted up to 2
n3 applies 2@2 no-op
  * applied 1 → 2
n2 ← n3: term 2: accepted up to 2
propose 2 b
  appends 3@2
  * log 1 to 2@2 → 1 to 3@2
  * of n3 replicate 2/4 1 in flight told 2 heard
  → n3: term 2: append after 2@2: 3@2 b; commit 2
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3, of n2 replicate 1/2 told 1 heard, of n3 replicate 1/2 told 1 heard
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n1 probe 0/2 paused told 1, of n3 replicate 3/4 told 3 heard
n3: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3

# n1 takes itself for the leader and lacks b. The late answer confirms nothing for the second read.
read 1
deliver 1 from=2 most=1
---
read 1
  → n2: term 1: heartbeat, commit 1, reads up to 2
  → n3: term 1: heartbeat, commit 1, reads up to 2
n1 ← n2: term 1: alive, reads up to 1

# What n2 has to say ends the matter: the read is never answered.
deliver 1 from=2 most=1
---
n1 ← n2: term 2: asks for a vote, log ends at 1@1
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
