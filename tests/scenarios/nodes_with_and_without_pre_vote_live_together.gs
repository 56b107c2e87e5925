# A node with a higher term and a shorter log, among nodes that ask first, hears refusals with the newer term and all meet in one term (etcd TestPreVoteMigrationCanCompleteElection, TestPreVoteMigrationWithFreeStuckPreCandidate).
cluster 1 2 3
(campaign 1)
(settle)
(tune 1 pre-vote)
(tune 2 pre-vote)
---
ok

# n3 stands three times without a vote: its messages are lost, and so is an entry for it.
(propose 1 a)
(settle 1 2)
(lose 3)
(campaign 3)
(settle 3)
(lose 1)
(lose 2)
(campaign 3)
(settle 3)
(lose 1)
(lose 2)
(tune 3 pre-vote)
status
---
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n2 replicate 2/3 told 2 heard, of n3 replicate 1/3 1 in flight told 2 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3
n3: role candidate, term 3, vote n3, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3

# n1 is dead. n2 asks at term 2; n3, at term 3, refuses with its own term, so that n2 learns it.
campaign 2
settle 2 3
lose 1
status 2 3
---
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 2@1
  → n3: term 2: asks for a pre-vote, log ends at 2@1
n3 ← n2: term 2: asks for a pre-vote, log ends at 2@1
  no pre-vote for n2: its term is old
  → n2: term 3: refuses a pre-vote
n2 ← n3: term 3: refuses a pre-vote
  gives up: there is a higher term
  * role pre-candidate → follower, term 1 → 3, vote n1 → nobody
n2 writes term 3, vote nobody, commit 2
lost, n2 to n1: term 2: asks for a pre-vote, log ends at 2@1
n2: role follower, term 3, vote nobody, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3
n3: role candidate, term 3, vote n3, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3

# n3 asks, and cannot win: its log is behind. n2 asks again and wins.
campaign 3
settle 2 3
lose 1
campaign 2
settle 2 3
lose 1
status 2 3
---
campaign 3
  election timer ran out
  counts pre-vote of n3: yes
  * role candidate → pre-candidate
  → n1: term 4: asks for a pre-vote, log ends at 1@1
  → n2: term 4: asks for a pre-vote, log ends at 1@1
n2 ← n3: term 4: asks for a pre-vote, log ends at 1@1
  no pre-vote for n3: its log is behind
  → n3: term 3: refuses a pre-vote
n3 ← n2: term 3: refuses a pre-vote
  counts pre-vote of n2: no
lost, n3 to n1: term 4: asks for a pre-vote, log ends at 1@1
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role follower → pre-candidate
  → n1: term 4: asks for a pre-vote, log ends at 2@1
  → n3: term 4: asks for a pre-vote, log ends at 2@1
n3 ← n2: term 4: asks for a pre-vote, log ends at 2@1
  gave n2 its pre-vote of term 4
  → n2: term 4: gives a pre-vote
n2 ← n3: term 4: gives a pre-vote
  counts pre-vote of n3: yes
  * role pre-candidate → candidate, term 3 → 4, vote nobody → n2
  → n1 once stored: term 4: asks for a vote, log ends at 2@1
  → n3 once stored: term 4: asks for a vote, log ends at 2@1
n2 writes term 4, vote n2, commit 2
  → n1: term 4: asks for a vote, log ends at 2@1
  → n3: term 4: asks for a vote, log ends at 2@1
  gave n2 its vote of term 4
  counts vote of n2: yes
n3 ← n2: term 4: asks for a vote, log ends at 2@1
  gives up: there is a higher term
  * role pre-candidate → follower, term 3 → 4, vote n3 → n2
  → n2 once stored: term 4: gives a vote
n3 writes term 4, vote n2, commit 1
  → n2: term 4: gives a vote
  gave n2 its vote of term 4
n2 ← n3: term 4: gives a vote
  counts vote of n3: yes
  appends 3@4
  * role candidate → leader, leader nobody → n2, log 1 to 2@1 → 1 to 3@4
  * of n1 probe 0/3 paused told 2
  * of n3 probe 0/3 paused told 2
  → n1: term 4: append after 2@1: 3@4 no-op; commit 2
  → n3: term 4: append after 2@1: 3@4 no-op; commit 2
n2 writes 3@4 no-op
  * stored 2 → 3
n3 ← n2: term 4: append after 2@1: 3@4 no-op; commit 2
  * leader nobody → n2
  → n2: term 4: rejected after 2, try 1@1
n2 ← n3: term 4: rejected after 2, try 1@1
  * of n3 probe 0/2 paused told 2 heard
  → n3: term 4: append after 1@1: 2@1 a, 3@4 no-op; commit 2
n3 ← n2: term 4: append after 1@1: 2@1 a, 3@4 no-op; commit 2
  appends 2@1
  appends 3@4
  * log 1 to 1@1 → 1 to 3@4, commit 1 → 2
  → n2 once stored: term 4: accepted up to 3
n3 writes term 4, vote n2, commit 2; 2@1 a, 3@4 no-op
  → n2: term 4: accepted up to 3
  * stored 1 → 3
n3 applies 2@1 a
  * applied 1 → 2
n2 ← n3: term 4: accepted up to 3
  * commit 2 → 3
  * of n3 replicate 3/4 told 3 heard
  → n3: term 4: append after 3@4: nothing; commit 3
n2 writes term 4, vote n2, commit 3 (no sync)
n2 applies 3@4 no-op
  * applied 2 → 3
n3 ← n2: term 4: append after 3@4: nothing; commit 3
  * commit 2 → 3
  → n2 once stored: term 4: accepted up to 3
n3 writes term 4, vote n2, commit 3 (no sync)
  → n2: term 4: accepted up to 3
n3 applies 3@4 no-op
  * applied 2 → 3
n2 ← n3: term 4: accepted up to 3
lost, n2 to n1: term 4: asks for a pre-vote, log ends at 2@1
lost, n2 to n1: term 4: asks for a vote, log ends at 2@1
lost, n2 to n1: term 4: append after 2@1: 3@4 no-op; commit 2
n2: role leader, term 4, vote n2, leader n2, timer from 0.000000s, log 1 to 3@4, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n1 probe 0/3 paused told 2, of n3 replicate 3/4 told 3 heard
n3: role follower, term 4, vote n2, leader n2, timer from 0.000000s, log 1 to 3@4, stored 3, commit 3, applied 3, members voters n1 n2 n3
