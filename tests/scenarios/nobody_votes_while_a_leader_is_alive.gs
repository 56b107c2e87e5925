# Within an election timeout of hearing a leader, candidates of higher terms get no answer (dissertation §4.2.3; etcd CheckQuorum).
cluster 1 2 3 check-quorum
(campaign 1)
(settle)
(wait 900ms)
campaign 2
settle 2
deliver 1
deliver 3
---
campaign 2
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody, timer from 0.000000s → from 0.900000s
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n3 once stored: term 2: asks for a vote, log ends at 1@1
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n3: term 2: asks for a vote, log ends at 1@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n1 ← n2: term 2: asks for a vote, log ends at 1@1
  no vote for n2: a leader is alive, so no answer
n3 ← n2: term 2: asks for a vote, log ends at 1@1
  no vote for n2: a leader is alive, so no answer

# Once n3 has not heard the leader for that long, it votes.
wait 100ms
(campaign 2)
(settle 2)
deliver 3
settle 2 3
lose 1
status 2 3
---
it is 1.000000s
n3 ← n2: term 3: asks for a vote, log ends at 1@1
  * term 1 → 3, vote n1 → n2, leader n1 → nobody, timer from 0.000000s → from 1.000000s
  → n2 once stored: term 3: gives a vote
n3 writes term 3, vote n2, commit 1
  → n2: term 3: gives a vote
  gave n2 its vote of term 3
n2 ← n3: term 3: gives a vote
  counts vote of n3: yes
  appends 2@3
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@3
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 3: append after 1@1: 2@3 no-op; commit 1
  → n3: term 3: append after 1@1: 2@3 no-op; commit 1
n2 writes 2@3 no-op
  * stored 1 → 2
n3 ← n2: term 3: append after 1@1: 2@3 no-op; commit 1
  appends 2@3
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@3
  → n2 once stored: term 3: accepted up to 2
n3 writes 2@3 no-op
  → n2: term 3: accepted up to 2
  * stored 1 → 2
n2 ← n3: term 3: accepted up to 2
  * commit 1 → 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 3: append after 2@3: nothing; commit 2
n2 writes term 3, vote n2, commit 2 (no sync)
n2 applies 2@3 no-op
  * applied 1 → 2
n3 ← n2: term 3: append after 2@3: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 3: accepted up to 2
n3 writes term 3, vote n2, commit 2 (no sync)
  → n2: term 3: accepted up to 2
n3 applies 2@3 no-op
  * applied 1 → 2
n2 ← n3: term 3: accepted up to 2
lost, n2 to n1: term 3: asks for a vote, log ends at 1@1
lost, n2 to n1: term 3: append after 1@1: 2@3 no-op; commit 1
n2: role leader, term 3, vote n2, leader n2, timer from 1.000000s, log 1 to 2@3, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n1 probe 0/2 paused told 1, of n3 replicate 2/3 told 2 heard
n3: role follower, term 3, vote n2, leader n2, timer from 1.000000s, log 1 to 2@3, stored 2, commit 2, applied 2, members voters n1 n2 n3
