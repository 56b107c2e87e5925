# After a partition in which a node without pre-vote fell behind in terms, the others take it in and elect (etcd TestNodeWithSmallerTermCanCompleteElection).
cluster 1 2 3 pre-vote
(campaign 1)
(settle)
---
ok

# n3 hears nothing; n2 leads term 2 over n1.
(lose 3)
campaign 2
settle 1 2
(lose 3)
propose 2 a
(settle 1 2)
(lose 3)
status
---
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
n1 ← n2: term 2: asks for a pre-vote, log ends at 1@1
  gave n2 its pre-vote of term 2
  → n2: term 2: gives a pre-vote
n2 ← n1: term 2: gives a pre-vote
  counts pre-vote of n1: yes
  * role pre-candidate → candidate, term 1 → 2, vote n1 → n2
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n3 once stored: term 2: asks for a vote, log ends at 1@1
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n3: term 2: asks for a vote, log ends at 1@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n1 ← n2: term 2: asks for a vote, log ends at 1@1
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n1 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n1: term 2: gives a vote
  counts vote of n1: yes
  appends 2@2
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 2: append after 1@1: 2@2 no-op; commit 1
  → n3: term 2: append after 1@1: 2@2 no-op; commit 1
n2 writes 2@2 no-op
  * stored 1 → 2
n1 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  appends 2@2
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n1 writes 2@2 no-op
  → n2: term 2: accepted up to 2
  * stored 1 → 2
n2 ← n1: term 2: accepted up to 2
  * commit 1 → 2
  * of n1 replicate 2/3 told 2 heard
  → n1: term 2: append after 2@2: nothing; commit 2
n2 writes term 2, vote n2, commit 2 (no sync)
n2 applies 2@2 no-op
  * applied 1 → 2
n1 ← n2: term 2: append after 2@2: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 2: accepted up to 2
n1 writes term 2, vote n2, commit 2 (no sync)
  → n2: term 2: accepted up to 2
n1 applies 2@2 no-op
  * applied 1 → 2
n2 ← n1: term 2: accepted up to 2
propose 2 a
  appends 3@2
  * log 1 to 2@2 → 1 to 3@2
  * of n1 replicate 2/4 1 in flight told 2 heard
  → n1: term 2: append after 2@2: 3@2 a; commit 2
n1: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 3@2, stored 3, commit 3, applied 3, members voters n1 n2 n3, of n1 replicate 3/4 told 3 heard, of n3 probe 0/2 paused told 1
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3

# n2 dies, n3 is back. n3 asks in vain and learns the newer term; then n1 wins with its help.
campaign 3
settle 1 3
campaign 1
settle 1 3
lose 2
status 1 3
---
campaign 3
  election timer ran out
  counts pre-vote of n3: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n2: term 2: asks for a pre-vote, log ends at 1@1
n1 ← n3: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n3: the vote is taken
  → n3: term 2: refuses a pre-vote
n3 ← n1: term 2: refuses a pre-vote
  gives up: there is a higher term
  * role pre-candidate → follower, term 1 → 2, vote n1 → nobody
n3 writes term 2, vote nobody, commit 1
campaign 1
  election timer ran out
  counts pre-vote of n1: yes
  * role follower → pre-candidate, leader n2 → nobody
  → n2: term 3: asks for a pre-vote, log ends at 3@2
  → n3: term 3: asks for a pre-vote, log ends at 3@2
n3 ← n1: term 3: asks for a pre-vote, log ends at 3@2
  gave n1 its pre-vote of term 3
  → n1: term 3: gives a pre-vote
n1 ← n3: term 3: gives a pre-vote
  counts pre-vote of n3: yes
  * role pre-candidate → candidate, term 2 → 3, vote n2 → n1
  → n2 once stored: term 3: asks for a vote, log ends at 3@2
  → n3 once stored: term 3: asks for a vote, log ends at 3@2
n1 writes term 3, vote n1, commit 3
  → n2: term 3: asks for a vote, log ends at 3@2
  → n3: term 3: asks for a vote, log ends at 3@2
  gave n1 its vote of term 3
  counts vote of n1: yes
n3 ← n1: term 3: asks for a vote, log ends at 3@2
  * term 2 → 3, vote nobody → n1
  → n1 once stored: term 3: gives a vote
n3 writes term 3, vote n1, commit 1
  → n1: term 3: gives a vote
  gave n1 its vote of term 3
n1 ← n3: term 3: gives a vote
  counts vote of n3: yes
  appends 4@3
  * role candidate → leader, leader nobody → n1, log 1 to 3@2 → 1 to 4@3
  * of n2 probe 0/4 paused told 3
  * of n3 probe 0/4 paused told 3
  → n2: term 3: append after 3@2: 4@3 no-op; commit 3
  → n3: term 3: append after 3@2: 4@3 no-op; commit 3
n1 writes 4@3 no-op
  * stored 3 → 4
n3 ← n1: term 3: append after 3@2: 4@3 no-op; commit 3
  * leader nobody → n1
  → n1: term 3: rejected after 3, try 1@1
n1 ← n3: term 3: rejected after 3, try 1@1
  * of n3 probe 0/2 paused told 3 heard
  → n3: term 3: append after 1@1: 2@2 no-op, 3@2 a, 4@3 no-op; commit 3
n3 ← n1: term 3: append after 1@1: 2@2 no-op, 3@2 a, 4@3 no-op; commit 3
  appends 2@2
  appends 3@2
  appends 4@3
  * log 1 to 1@1 → 1 to 4@3, commit 1 → 3
  → n1 once stored: term 3: accepted up to 4
n3 writes term 3, vote n1, commit 3; 2@2 no-op, 3@2 a, 4@3 no-op
  → n1: term 3: accepted up to 4
  * stored 1 → 4
n3 applies 2@2 no-op, 3@2 a
  * applied 1 → 3
n1 ← n3: term 3: accepted up to 4
  * commit 3 → 4
  * of n3 replicate 4/5 told 4 heard
  → n3: term 3: append after 4@3: nothing; commit 4
n1 writes term 3, vote n1, commit 4 (no sync)
n1 applies 4@3 no-op
  * applied 3 → 4
n3 ← n1: term 3: append after 4@3: nothing; commit 4
  * commit 3 → 4
  → n1 once stored: term 3: accepted up to 4
n3 writes term 3, vote n1, commit 4 (no sync)
  → n1: term 3: accepted up to 4
n3 applies 4@3 no-op
  * applied 3 → 4
n1 ← n3: term 3: accepted up to 4
lost, n3 to n2: term 2: asks for a pre-vote, log ends at 1@1
lost, n1 to n2: term 3: asks for a pre-vote, log ends at 3@2
lost, n1 to n2: term 3: asks for a vote, log ends at 3@2
lost, n1 to n2: term 3: append after 3@2: 4@3 no-op; commit 3
n1: role leader, term 3, vote n1, leader n1, timer from 0.000000s, log 1 to 4@3, stored 4, commit 4, applied 4, members voters n1 n2 n3, of n2 probe 0/4 paused told 3, of n3 replicate 4/5 told 4 heard
n3: role follower, term 3, vote n1, leader n1, timer from 0.000000s, log 1 to 4@3, stored 4, commit 4, applied 4, members voters n1 n2 n3
