# A node asks before it stands; asking raises no term and costs nobody a vote (dissertation §9.6; etcd PreVote).
cluster 1 2 3 pre-vote
(campaign 1)
(settle)
(propose 1 a)
(settle 1 2)
lose 3
---
lost, n1 to n3: term 1: append after 1@1: 2@1 a; commit 1
lost, n1 to n3: term 1: append after 2@1: nothing; commit 2

# n3 lacks an entry: n1 and n2 refuse, all terms stay, and the leader goes on.
campaign 3
settle
---
campaign 3
  election timer ran out
  counts pre-vote of n3: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n2: term 2: asks for a pre-vote, log ends at 1@1
n1 ← n3: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n3: its log is behind
  → n3: term 1: refuses a pre-vote
n2 ← n3: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n3: its log is behind
  → n3: term 1: refuses a pre-vote
n3 ← n1: term 1: refuses a pre-vote
  counts pre-vote of n1: no
n3 ← n2: term 1: refuses a pre-vote
  counts pre-vote of n2: no
  gives up: the election is lost
  * role pre-candidate → follower

# PreVote alone does not ask whether a leader is alive: a node with all entries deposes it.
campaign 2
settle
---
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 2@1
  → n3: term 2: asks for a pre-vote, log ends at 2@1
n1 ← n2: term 2: asks for a pre-vote, log ends at 2@1
  gave n2 its pre-vote of term 2
  → n2: term 2: gives a pre-vote
n3 ← n2: term 2: asks for a pre-vote, log ends at 2@1
  gave n2 its pre-vote of term 2
  → n2: term 2: gives a pre-vote
n2 ← n1: term 2: gives a pre-vote
  counts pre-vote of n1: yes
  * role pre-candidate → candidate, term 1 → 2, vote n1 → n2
  → n1 once stored: term 2: asks for a vote, log ends at 2@1
  → n3 once stored: term 2: asks for a vote, log ends at 2@1
n2 ← n3: term 2: gives a pre-vote
n2 writes term 2, vote n2, commit 2
  → n1: term 2: asks for a vote, log ends at 2@1
  → n3: term 2: asks for a vote, log ends at 2@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n1 ← n2: term 2: asks for a vote, log ends at 2@1
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 ← n2: term 2: asks for a vote, log ends at 2@1
  * term 1 → 2, vote n1 → n2
  → n2 once stored: term 2: gives a vote
n1 writes term 2, vote n2, commit 2
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n3 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n1: term 2: gives a vote
  counts vote of n1: yes
  appends 3@2
  * role candidate → leader, leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  * of n1 probe 0/3 paused told 2
  * of n3 probe 0/3 paused told 2
  → n1: term 2: append after 2@1: 3@2 no-op; commit 2
  → n3: term 2: append after 2@1: 3@2 no-op; commit 2
n2 ← n3: term 2: gives a vote
n2 writes 3@2 no-op
  * stored 2 → 3
n1 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n2, log 1 to 2@1 → 1 to 3@2
  → n2 once stored: term 2: accepted up to 3
n3 ← n2: term 2: append after 2@1: 3@2 no-op; commit 2
  * leader nobody → n2
  → n2: term 2: rejected after 2, try 1@1
n1 writes 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 2 → 3
n2 ← n1: term 2: accepted up to 3
  * commit 2 → 3
  * of n1 replicate 3/4 told 3 heard
  → n1: term 2: append after 3@2: nothing; commit 3
n2 ← n3: term 2: rejected after 2, try 1@1
  * of n3 probe 0/2 paused told 3 heard
  → n3: term 2: append after 1@1: 2@1 a, 3@2 no-op; commit 3
n2 writes term 2, vote n2, commit 3 (no sync)
n2 applies 3@2 no-op
  * applied 2 → 3
n1 ← n2: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n2 once stored: term 2: accepted up to 3
n3 ← n2: term 2: append after 1@1: 2@1 a, 3@2 no-op; commit 3
  appends 2@1
  appends 3@2
  * log 1 to 1@1 → 1 to 3@2, commit 1 → 3
  → n2 once stored: term 2: accepted up to 3
n1 writes term 2, vote n2, commit 3 (no sync)
  → n2: term 2: accepted up to 3
n1 applies 3@2 no-op
  * applied 2 → 3
n3 writes term 2, vote n2, commit 3; 2@1 a, 3@2 no-op
  → n2: term 2: accepted up to 3
  * stored 1 → 3
n3 applies 2@1 a, 3@2 no-op
  * applied 1 → 3
n2 ← n1: term 2: accepted up to 3
n2 ← n3: term 2: accepted up to 3
  * of n3 replicate 3/4 told 3 heard
