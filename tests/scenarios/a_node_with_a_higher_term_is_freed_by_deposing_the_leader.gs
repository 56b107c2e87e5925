# A heartbeat of an older term is answered with the newer one, or a node that nobody votes for stays outside for ever (etcd CheckQuorum, raft.go Step).
cluster 1 2 3 check-quorum
(campaign 1)
(settle)
(wait 100ms)
(campaign 2)
(settle 2)
lose 1
lose 3
status
---
lost, n2 to n1: term 2: asks for a vote, log ends at 1@1
lost, n2 to n3: term 2: asks for a vote, log ends at 1@1
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3, of n2 replicate 1/2 told 1 heard, of n3 replicate 1/2 told 1 heard
n2: role candidate, term 2, vote n2, leader nobody, timer from 0.100000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3

# n2 is at term 2 and does not obey; the leader learns of its term and gives up.
beat 1
settle
---
beat 1
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 1
  → n1: term 2: your term is old
n3 ← n1: term 1: heartbeat, commit 1
  * timer from 0.000000s → from 0.100000s
  → n1: term 1: alive
n1 ← n2: term 2: your term is old
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → nobody, leader n1 → nobody, timer from 0.000000s → from 0.100000s
n1 ← n3: term 1: alive
n1 writes term 2, vote nobody, commit 1

# Now the next election brings all together, in a term above both.
wait 1000ms
campaign 1
settle
---
it is 1.100000s
campaign 1
  election timer ran out
  * role follower → candidate, term 2 → 3, vote nobody → n1, timer from 0.100000s → from 1.100000s
  → n2 once stored: term 3: asks for a vote, log ends at 1@1
  → n3 once stored: term 3: asks for a vote, log ends at 1@1
n1 writes term 3, vote n1, commit 1
  → n2: term 3: asks for a vote, log ends at 1@1
  → n3: term 3: asks for a vote, log ends at 1@1
  gave n1 its vote of term 3
  counts vote of n1: yes
n2 ← n1: term 3: asks for a vote, log ends at 1@1
  gives up: there is a higher term
  * role candidate → follower, term 2 → 3, vote n2 → n1, timer from 0.100000s → from 1.100000s
  → n1 once stored: term 3: gives a vote
n3 ← n1: term 3: asks for a vote, log ends at 1@1
  * term 1 → 3, leader n1 → nobody, timer from 0.100000s → from 1.100000s
  → n1 once stored: term 3: gives a vote
n2 writes term 3, vote n1, commit 1
  → n1: term 3: gives a vote
  gave n1 its vote of term 3
n3 writes term 3, vote n1, commit 1
  → n1: term 3: gives a vote
  gave n1 its vote of term 3
n1 ← n2: term 3: gives a vote
  counts vote of n2: yes
  appends 2@3
  * role candidate → leader, leader nobody → n1, log 1 to 1@1 → 1 to 2@3
  * of n2 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n2: term 3: append after 1@1: 2@3 no-op; commit 1
  → n3: term 3: append after 1@1: 2@3 no-op; commit 1
n1 ← n3: term 3: gives a vote
n1 writes 2@3 no-op
  * stored 1 → 2
n2 ← n1: term 3: append after 1@1: 2@3 no-op; commit 1
  appends 2@3
  * leader nobody → n1, log 1 to 1@1 → 1 to 2@3
  → n1 once stored: term 3: accepted up to 2
n3 ← n1: term 3: append after 1@1: 2@3 no-op; commit 1
  appends 2@3
  * leader nobody → n1, log 1 to 1@1 → 1 to 2@3
  → n1 once stored: term 3: accepted up to 2
n2 writes 2@3 no-op
  → n1: term 3: accepted up to 2
  * stored 1 → 2
n3 writes 2@3 no-op
  → n1: term 3: accepted up to 2
  * stored 1 → 2
n1 ← n2: term 3: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  → n2: term 3: append after 2@3: nothing; commit 2
n1 ← n3: term 3: accepted up to 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 3: append after 2@3: nothing; commit 2
n1 writes term 3, vote n1, commit 2 (no sync)
n1 applies 2@3 no-op
  * applied 1 → 2
n2 ← n1: term 3: append after 2@3: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 3: accepted up to 2
n3 ← n1: term 3: append after 2@3: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 3: accepted up to 2
n2 writes term 3, vote n1, commit 2 (no sync)
  → n1: term 3: accepted up to 2
n2 applies 2@3 no-op
  * applied 1 → 2
n3 writes term 3, vote n1, commit 2 (no sync)
  → n1: term 3: accepted up to 2
n3 applies 2@3 no-op
  * applied 1 → 2
n1 ← n2: term 3: accepted up to 2
n1 ← n3: term 3: accepted up to 2
